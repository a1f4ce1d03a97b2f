import type { Level } from '../../src/check/suite.ts';
import { classes } from './classes.test-data.ts';
import type { Judged } from './judged.test-data.ts';

/** What became of the mutants of one kind of reply. */
export type Tally = { kind: string; mutants: number; equivalent: number; gaps: number } & Record<Level, number>;

export type Account = {
  tallies: readonly Tally[];
  classes: readonly { id: string; because: string; mutants: number }[];
  /** Mutants that nothing speaks of and no class explains: `kind, place, at: edit`. */
  gaps: readonly string[];
  /** The share of the mutants that are not equivalent of which some check speaks. */
  caught: number;
};

export function accountOf(mutants: readonly Judged[]): Account {
  const survivors = mutants.filter(({ level }) => level === undefined);
  const classOf = new Map(survivors.map((one) => [one, classes.find(({ holds }) => holds(one))]));
  const gaps = survivors.filter((one) => classOf.get(one) === undefined);
  const kinds = [...new Set(mutants.map(({ kind }) => kind))].toSorted();
  const tallies = kinds.map((kind): Tally => {
    const own = mutants.filter((one) => one.kind === kind);
    const count = (level: Level) => own.filter((one) => one.level === level).length;
    const equivalent = own.filter((one) => classOf.get(one) !== undefined).length;
    const open = gaps.filter((one) => one.kind === kind).length;
    return {
      kind,
      mutants: own.length,
      MUST: count('MUST'),
      SHOULD: count('SHOULD'),
      MAY: count('MAY'),
      equivalent,
      gaps: open,
    };
  });
  const distinct = mutants.length - survivors.length + gaps.length;
  return {
    tallies,
    classes: classes.map(({ id, because }) => ({
      id,
      because,
      mutants: [...classOf.values()].filter((one) => one?.id === id).length,
    })),
    gaps: gaps.map(({ kind, place, at, edit }) => `${kind}, ${place}${at === '' ? '' : ` ${at}`}: ${edit}`).toSorted(),
    caught: (mutants.length - survivors.length) / distinct,
  };
}

import type { Reporter, TestModule } from 'vitest/node';

/** What a test measured, in `task.meta`. */
type Measured = { over?: number; megabytes?: number; tried?: number; outputs?: number; leaks?: number };

/** Prints the figures of the tests that measure, and what failed. */
export default class Figures implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap(({ children }) => [...children.allTests()]);
    const measured = tests.map((one) => one.meta() as Measured);
    const numbers = (of: keyof Measured) => measured.flatMap(({ [of]: value }) => (value === undefined ? [] : [value]));
    const sum = (of: keyof Measured) => numbers(of).reduce((all, one) => all + one, 0);
    const classes = tests.filter(({ name }) => name.startsWith('class '));
    const survived = classes.filter((one) => one.ok());
    const rows = [
      ['faults survived', `${survived.length} of ${classes.length}`],
      ['classes they are of', String(new Set(survived.map(({ name }) => /\d+/.exec(name)?.[0])).size)],
      ['latest end of a run, behind its deadline', `${Math.ceil(Math.max(...numbers('over')))} ms`],
      ['most memory, whatever the target sent', `${Math.max(...numbers('megabytes'))} MB`],
      ['hostile inputs tried', sum('tried').toLocaleString('en-US')],
      ['outputs searched for an echoed key', sum('outputs').toLocaleString('en-US')],
      ['of those that held it', String(sum('leaks'))],
    ];
    for (const [what, figure] of rows) process.stdout.write(`${what!.padEnd(44)}${figure}\n`);
    for (const one of tests.filter((test) => !test.ok())) process.stdout.write(`failed: ${one.name}\n`);
  }
}

import { plural } from '../report/verdict-words.ts';
import type { Plan } from '../run/plan.ts';
import type { Selection } from '../run/select.ts';

/** A plan for a person: what is sent for which probe, and the most that it can cost. */
export function plannedText({ probes, base, reserve, bound }: Plan, { suites, capabilities }: Selection): string {
  const checks = suites.reduce((sum, one) => sum + Object.keys(one.checks).length, 0);
  const rows = probes.map(({ probe, cases }) => ({
    id: probe.id,
    cases: cases.length,
    requests: cases.length * probe.atMost.requests,
    needs: probe.needs.map(({ id }) => id).join(', '),
  }));
  const sum = rows.reduce((total, { requests }) => total + requests, 0);
  const width = Math.max(...rows.map(({ id }) => id.length), 12);
  const line = (id: string, cases: string, requests: string, needs: string) =>
    `  ${id.padEnd(width)}  ${cases.padStart(5)}  ${requests.padStart(8)}  ${needs}`.trimEnd();
  return [
    `${plural(checks, 'check')}; sent for ${checks === 1 ? 'it' : 'them'}:`,
    '',
    line('probe', 'cases', 'requests', 'needs'),
    line('capabilities', String(capabilities.length), String(base.requests - sum), ''),
    ...rows.map(({ id, cases, requests, needs }) => line(id, String(cases), String(requests), needs)),
    '',
    `  if all goes well   ${base.requests} requests`,
    `  reserve            ${reserve.finding > 0 ? `${reserve.finding} for finding a model, ` : ''}${reserve.insist > 0 ? `${reserve.insist} for further tries, ` : ''}${reserve.retries} for retries, ${reserve.confirm + reserve.again} for repetitions, ${reserve.shrink} for shrinking${reserve.cleanup > 0 ? `, ${reserve.cleanup} for taking away what is left at the endpoint` : ''}`,
    `  never more than    ${bound.requests} requests; about ${bound.tokens} tokens if every answer uses its limit up`,
    '',
    '  An endpoint that reasons first gets limits of 512 tokens; --max-tokens bounds the run in any case.',
    '',
  ].join('\n');
}

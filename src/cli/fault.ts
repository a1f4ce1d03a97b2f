import { nearest } from '../run/nearest.ts';
import { UsageError } from '../run/usage-error.ts';
import { deviations } from '../../suites/deviations.ts';
import type { Registry } from '../check/registry.ts';
import type { Fault } from '../transport/fault.ts';

/** The fault of a check, or the defect that was reported under that id. @throws UsageError where there is none */
export function faultOf(name: string, registry: Registry): Fault {
  const deviation = deviations[name];
  if (!deviation) return faultOfCheck(name, registry);
  if ('uncaught' in deviation) throw new UsageError(`${name} is not among the faults: ${deviation.uncaught}`);
  return 'as' in deviation ? faultOfCheck(deviation.as, registry) : deviation.fault;
}

function faultOfCheck(name: string, registry: Registry): Fault {
  const [id, key = ''] = name.split('/');
  const check = registry.suites.find((suite) => suite.id === id)?.checks[key];
  if (check) return check.fault;
  const checks = registry.suites.flatMap(({ id: suite, checks: all }) =>
    Object.keys(all).map((one) => `${suite}/${one}`),
  );
  const near = nearest(name, [...checks, ...Object.keys(deviations)]);
  throw new UsageError(
    `no check and no reported defect is called "${name}"; ${near ? `did you mean "${near}"? ` : ''}(\`llm-conformance list\` names the checks, reports/deviations.md the defects)`,
  );
}

import { test } from 'vitest';
import { personas } from '../src/reference/personas.ts';
import { rehearse } from './rehearsal.test-data.ts';
test('try', async () => {
  const t=Date.now();
  const a = await rehearse({});
  const by: Record<string,string[]> = {};
  for (const v of a.verdicts) (by[v.verdict] ??= []).push(v.check + (v.because? ' — '+v.because.slice(0,300):''));
  for (const k of Object.keys(by)) if(k!=='pass') console.log(k, by[k]);
  for (const v of a.verdicts) for (const f of v.findings.slice(0,2)) console.log(v.check, f.at, f.expected, '|', f.actual, f.exchange.exchange.request.body && JSON.stringify(f.exchange.exchange.request.body).slice(0,300));
  console.log(by['pass']?.length, a.verdict, a.exitCode, a.recording.conversations.length, a.recording.end, Date.now()-t);
  for (const c of a.recording.conversations) if (c.broken||c.lost) console.log(c.probe,c.case,c.broken,c.lost);
  console.log(a.capabilities.filter(c=>c.verdict!=='supported').map(c=>[c.capability.id,c.verdict,c.because]));
}, 60000);

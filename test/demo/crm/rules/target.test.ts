import t from 'tap';
import { parseTarget, type TargetKind } from '../../../../demo/crm/rules/target.ts';

const table: readonly (readonly [string, TargetKind])[] = [
  ['/', 'root'],
  ['/CRM', 'root'],
  ['/CRM/', 'start'],
  ['/crm/EWARE.DLL/GO?x=1', 'log-on'],
  ['/CRM/eware.dll/Do?SID=1', 'session'],
  ['/CRM/eware.dll/webservices/soap', 'soap'],
  ['/CRM/eware.dll/sysadmin', 'sysadmin'],
  ['/CRM/eware.dll/socket', 'socket'],
  ['/sdata/crmj/sagecrm', 'sdata'],
  ['/sdata/otherj/sagecrm', 'unknown'],
  ['/CRM/CustomPages/A/b.asp?SID=1', 'custom'],
  ['/CRM/Themes/x.css', 'static'],
  ['/CRM/Reports/x.csv', 'static'],
  ['/CRM/eware.dll/gone', 'unknown'],
  ['/CRM/eware.dll', 'unknown'],
  ['//crmweb1/CRM/eware.dll/go', 'unknown'],
  ['*', 'unknown'],
  ['', 'unknown'],
];

for (const [target, kind] of table)
  t.test(`"${target}" is ${kind}`, (t) => {
    t.equal(parseTarget(target).kind, kind);
    t.end();
  });

t.test(
  'parameters are found without regard to case, the first one counts, broken escapes do not throw',
  (t) => {
    const target = parseTarget('/x?sid=1&SID=2&Key=a%20b&bad=%E0%A4%A&toString');
    t.equal(target.parameter('SID'), '1');
    t.equal(target.parameter('key'), 'a b');
    t.equal(target.parameter('toString'), '');
    t.equal(target.parameter('constructor'), undefined);
    t.end();
  },
);

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { accessText, allGrants, reportAccess, withAccessTable } from '../../build/access-report.ts';
import type { AccessUse } from '../../sandbox/control-plane/keep-audit-log.ts';

const aUse = (changes: Partial<AccessUse> = {}): AccessUse => ({
  phase: 'drain-nodes',
  verb: 'list',
  apiGroup: '',
  resource: 'nodes',
  isForbidden: false,
  requests: 1,
  ...changes,
});

test('a grant is used by the phases that asked for it, and its requests add up', () => {
  const { granted } = reportAccess([
    aUse({ requests: 3 }),
    aUse({ phase: 'confirm-stopped', requests: 2 }),
    aUse({ verb: 'patch' }),
  ]);

  expect(granted.find(({ verb, resource }) => verb === 'list' && resource === 'nodes')).toEqual({
    verb: 'list',
    resource: 'nodes',
    apiGroup: '',
    phases: ['confirm-stopped', 'drain-nodes'],
    requests: 5,
  });
});

test('a grant that nobody used is named, with where to take it from', () => {
  const uses = allGrants().map((grant) => aUse(grant));
  expect(accessText(reportAccess(uses))).not.toContain('never used');

  const butOne = uses.filter(({ verb, resource }) => !(verb === 'delete' && resource === 'pods'));
  expect(accessText(reportAccess(butOne))).toContain('Granted and never used: delete pods. Take it from');
});

test.each<[string, Partial<AccessUse>]>([
  ['another verb', { verb: 'delete', resource: 'nodes', isForbidden: true }],
  ['another resource', { resource: 'secrets', isForbidden: true }],
  ['a resource of that name in another group', { resource: 'nodes', apiGroup: 'metrics.k8s.io', isForbidden: true }],
  ['what another binding allowed', { resource: 'secrets' }],
])('%s is used and not granted', (_what, changes) => {
  const use = aUse(changes);
  expect(reportAccess([use]).notGranted).toEqual([use]);
  expect(accessText(reportAccess([use]))).toMatch(/Used and not granted: .* by drain-nodes, 1 times/);
});

test('what every user may ask needs no grant', () => {
  const review = aUse({ verb: 'create', apiGroup: 'authorization.k8s.io', resource: 'selfsubjectaccessreviews' });
  expect(reportAccess([review]).notGranted).toEqual([]);
});

test('the table is put between the markers and the rest of the page is kept', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  const written = withAccessTable(page, reportAccess([aUse()]));

  expect(written).toMatch(/\| list +\| nodes +\| core +\| drain-nodes +\|/);
  expect(withAccessTable(written, reportAccess([aUse({ phase: 'uncordon-nodes' })]))).not.toContain('| drain-nodes ');
  expect(written.split('<!--')[0]).toBe(page.split('<!--')[0]);
  expect(() => withAccessTable('# Nothing', reportAccess([]))).toThrow('has no block');
});

test('docs/security.md lists exactly what is granted, each used by phases that exist', () => {
  const page = readFileSync('docs/security.md', 'utf8');
  const block = page.split('<!-- access: begin')[1]?.split('<!-- access: end')[0] ?? '';
  const rows = [...block.matchAll(/^\| (.+) \|$/gm)].map(([, row = '']) => row.split('|').map((cell) => cell.trim()));
  const [, , ...listed] = rows;

  expect(listed.map(([verb, resource, group]) => [verb, resource, group])).toEqual(
    allGrants().map(({ verb, resource, apiGroup }) => [verb, resource, apiGroup || 'core']),
  );
  const phases = readdirSync('lambdas', { withFileTypes: true }).flatMap((file) =>
    file.isDirectory() ? [file.name] : [],
  );
  for (const [, , , usedBy = ''] of listed) expect(phases).toEqual(expect.arrayContaining(usedBy.split(', ')));
});

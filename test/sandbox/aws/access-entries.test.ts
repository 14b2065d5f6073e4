import { expect, test } from '@jest/globals';
import { AccessEntries } from '../../../sandbox/aws/eks/access-entries.ts';

const principalArn = 'arn:aws:iam::111122223333:role/eks-scheduler-access';
const entry = { principalArn, kubernetesGroups: ['eks-scheduler'] };

test('a principal has one entry, whose groups can be changed and which can be removed', () => {
  const entries = new AccessEntries([]);
  entries.create(entry);
  expect(() => entries.create(entry)).toThrow(expect.objectContaining({ code: 'ResourceInUseException' }));

  entries.update(principalArn, ['viewers']);
  expect(entries.at(principalArn).kubernetesGroups).toEqual(['viewers']);
  entries.remove(principalArn);
  expect(() => entries.at(principalArn)).toThrow(expect.objectContaining({ code: 'ResourceNotFoundException' }));
});

test('where only the ConfigMap counts no entry can be made, and those that are there let nobody in', () => {
  const entries = new AccessEntries([entry]);
  entries.authenticationMode = 'CONFIG_MAP';

  expect(() => entries.create({ ...entry, principalArn: 'arn:aws:iam::111122223333:user/ops' })).toThrow(
    'must be set to one of [API, API_AND_CONFIG_MAP]',
  );
  expect(entries.valid).toEqual([]);
  entries.mapped = [principalArn];
  expect(entries.valid).toEqual([entry]);
});

test('what is no role and no user has no entry', () => {
  expect(() => new AccessEntries([]).create({ ...entry, principalArn: 'ops' })).toThrow('invalid principal');
});

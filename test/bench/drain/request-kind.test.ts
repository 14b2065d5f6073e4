import { expect, test } from '@jest/globals';
import { requestKind } from '../../../bench/drain/request-kind.ts';

test.each([
  ['GET', '/api/v1/pods?limit=500', 'list pods'],
  ['GET', '/api/v1/namespaces/shop/pods', 'list pods'],
  ['GET', '/api/v1/namespaces/shop/pods/cart', 'get pods'],
  ['GET', '/api/v1/pods?limit=500&watch=true', 'watch pods'],
  ['GET', '/api/v1/namespaces', 'list namespaces'],
  ['GET', '/api/v1/namespaces/shop', 'get namespaces'],
  ['GET', '/apis/policy/v1/poddisruptionbudgets', 'list poddisruptionbudgets'],
  ['POST', '/api/v1/namespaces/shop/pods/cart/eviction', 'create pods/eviction'],
  ['DELETE', '/api/v1/namespaces/shop/pods/cart', 'delete pods'],
  ['PATCH', '/api/v1/nodes/n1?fieldManager=x', 'patch nodes'],
  ['GET', '/version', 'get /version'],
])('%s %s is called: %s', (method, path, kind) => {
  expect(requestKind(method, path)).toBe(kind);
});

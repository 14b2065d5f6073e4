import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesize } from '../../sandbox/deployment/synthesize.ts';

export interface Resource {
  readonly Type: string;
  // What a property holds is what a test is about: it reads on from there.
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
}

/** What CloudFormation would be given, by logical id. */
export type Template = Readonly<Record<string, Resource>>;

/** The template of the scheduler's own stack, from the default configuration. */
export async function synthesizedTemplate(): Promise<Template> {
  const text = readFileSync(join(await synthesize(), 'EksScheduler.template.json'), 'utf8');
  return (JSON.parse(text) as { readonly Resources: Template }).Resources;
}

export function ofType(template: Template, type: string): (Resource & { readonly id: string })[] {
  return Object.entries(template)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
}

/** The one resource of a type. */
export function theOne(template: Template, type: string): Resource & { readonly id: string } {
  const [resource, ...others] = ofType(template, type);
  if (!resource || others.length > 0) throw new Error(`${others.length + (resource ? 1 : 0)} resources are a ${type}.`);
  return resource;
}

import type { Visit } from './visit.ts';

/** What AWS says where the role of the machine does not allow this, else null. */
export function refusalByRole({ walk, services }: Visit, action: string, resource: string): string | null {
  const { roleArn, name } = walk.execution;
  return services.refusalOf({ roleArn, session: name, action, resource });
}

import { z } from 'zod';
import { isNamed } from './errors-from-aws.ts';
import { type Asker, signedGet } from './signed-get.ts';

/** A function as it is deployed, as far as it can be seen from outside. */
export interface DeployedFunction {
  readonly name: string;
  readonly roleArn: string;
  /** Active, Pending, Inactive or Failed. */
  readonly state: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it is placed in a VPC. */
  readonly isPlaced: boolean;
}

const answerSchema = z.object({
  FunctionName: z.string(),
  Role: z.string(),
  State: z.string().default('Active'),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).default({ Variables: {} }),
  VpcConfig: z.object({ VpcId: z.string().nullish() }).nullish(),
});

/**
 * One function; null where there is none of that name. Asks lambda:GetFunctionConfiguration.
 *
 * @throws As `signedGet` does.
 */
export async function deployedFunction(asker: Asker, name: string): Promise<DeployedFunction | null> {
  const path = `/2015-03-31/functions/${name}/configuration`;
  try {
    const answer = await signedGet(asker, { action: 'lambda:GetFunctionConfiguration', path });
    const { FunctionName, Role, State, Environment, VpcConfig } = answerSchema.parse(answer);
    const isPlaced = Boolean(VpcConfig?.VpcId);
    return { name: FunctionName, roleArn: Role, state: State, environment: Environment.Variables, isPlaced };
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return null;
    throw error;
  }
}

import { credentials, place } from '../../sandbox/place.ts';

/** What the shell of a person has who is logged in to the sandbox's account. */
export function callersEnvironment(awsUrl?: string): Record<string, string> {
  return {
    ...(awsUrl === undefined ? {} : { AWS_ENDPOINT_URL: awsUrl }),
    AWS_REGION: place.region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}

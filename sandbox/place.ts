/** Where the sandbox's account is. */
export const place = { account: '111122223333', region: 'eu-west-1' };

/** The account's administrator in the sandbox: not a secret, and of no use anywhere else. */
export const credentials = { accessKeyId: 'AKIASANDBOX000000000', secretAccessKey: 'sandbox' };

import { z } from 'zod';

export const accountSchema = z.string().regex(/^\d{12}$/, 'Write the 12 digits of an AWS account, as text.');

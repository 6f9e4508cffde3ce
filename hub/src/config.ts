import { z } from 'zod';

/** Settings of one hub, from flags, `TAPWELL_*` environment or a file, checked at start. */
export const hubConfig = z.object({
  data: z.string().min(1).describe('folder that holds everything the hub keeps'),
  host: z.string().default('127.0.0.1').describe('address to listen on; 0.0.0.0 for the whole network'),
  port: z.coerce.number().int().min(0).max(65535).default(4101).describe('port to listen on (4101)'),
  central: z.url().describe('address of central, as this hub reaches it'),
  publicUrl: z.url().optional().describe('address by which kiosks and browsers know this hub'),
  tls: z
    .enum(['own', 'off'])
    .optional()
    .describe('own: serve https with a certificate of our own, as by default beyond this machine; off: plain HTTP'),
  cert: z.string().optional().describe('certificate file (PEM) to serve https with instead'),
  key: z.string().optional().describe('its private key file (PEM)'),
  idleMinutes: z.coerce
    .number()
    .int()
    .min(1)
    .max(600)
    .optional()
    .describe('minutes without anybody doing anything after which staff are signed out (15)'),
  pair: z.string().optional().describe('single-use code from central, to pair the first time or again'),
  keepDays: z.coerce
    .number()
    .int()
    .min(7)
    .max(3650)
    .default(90)
    .describe('days for which taps and visits stay here once central has them (90)'),
  /** Lets a Prometheus on another machine read the metrics. */
  metricsToken: z
    .string()
    .regex(/^\S{16,}$/, 'a token of at least 16 characters without spaces is needed')
    .optional(),
  name: z.string().min(1).max(100).default('Tapwell hub').describe('its name for administrators'),
});
export type HubConfig = z.infer<typeof hubConfig>;

import { z } from 'zod';

/** Settings of a desk reader and of the commands that use one; the password is asked for or TAPWELL_PASSWORD. */
export const deskConfig = z.object({
  central: z.url().describe('address of central, as the browser has it'),
  username: z.string().min(1).describe('user name of the link worker'),
  reader: z
    .string()
    .default('pcsc')
    .describe('pn532:/dev/ttyUSB0, pn532:auto, pcsc (the default) or pcsc:PART-OF-ITS-NAME'),
});
export type DeskConfig = z.infer<typeof deskConfig>;

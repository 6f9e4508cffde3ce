import { z } from 'zod';

/** Where staff may sign in with a password of ours. `administrators`: for the day the organisation's sign-in is away. */
export const LOCAL_ACCOUNTS = ['on', 'administrators', 'off'] as const;

/** An issuer is https, but for a provider on the machine itself. */
function safeIssuer(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}

/** Settings of sign-in with the organisation (OpenID Connect). */
export const organisationSettings = {
  oidcIssuer: z
    .url()
    .refine(safeIssuer, 'an https address is needed')
    .optional()
    .describe('OpenID Connect issuer with which staff sign in'),
  oidcClientId: z.string().min(1).optional().describe('as which the issuer knows us'),
  oidcClientSecret: z.string().min(1).optional(),
  oidcKeyFile: z
    .string()
    .optional()
    .describe('private key (JWK file with its alg) that signs for us, instead of a secret'),
  oidcScopes: z.string().optional().describe('what is asked of the issuer (openid profile email)'),
  oidcClaim: z
    .enum(['email', 'preferred_username', 'upn'])
    .optional()
    .describe('claim by which an account is found the first time (email, which must be verified)'),
  oidcName: z.string().max(60).optional().describe('what the sign-in button calls the issuer'),
  oidcHelp: z
    .string()
    .max(200)
    .optional()
    .describe('whom to ask who may not sign in, e.g. "the service desk, 01234 567890"'),
  localAccounts: z
    .enum(LOCAL_ACCOUNTS)
    .optional()
    .describe('who may sign in with a password of Tapwell: on, administrators or off (on)'),
};

const settings = z.object(organisationSettings);
export type OrganisationSettings = z.infer<typeof settings>;
type Known = 'oidcScopes' | 'oidcClaim' | 'oidcName' | 'oidcHelp' | 'localAccounts';
export type OrganisationConfig = OrganisationSettings & Required<Pick<OrganisationSettings, Known>>;

/** With what holds where nothing is said. */
export function organisationConfig(given: OrganisationSettings): OrganisationConfig {
  return {
    ...given,
    oidcScopes: given.oidcScopes ?? 'openid profile email',
    oidcClaim: given.oidcClaim ?? 'email',
    oidcName: given.oidcName ?? 'your organisation',
    oidcHelp: given.oidcHelp ?? 'your Tapwell administrator',
    localAccounts: given.localAccounts ?? 'on',
  };
}

/** What does not go together, in words; undefined when all is well. */
export function whyNotOrganisation(config: OrganisationSettings): string | undefined {
  if (config.oidcIssuer === undefined) {
    return config.localAccounts !== undefined && config.localAccounts !== 'on'
      ? '--local-accounts: nobody could sign in without an --oidc-issuer'
      : undefined;
  }
  if (config.oidcClientId === undefined) return '--oidc-client-id: needed with --oidc-issuer';
  if ((config.oidcClientSecret === undefined) === (config.oidcKeyFile === undefined)) {
    return '--oidc-key-file: give either it or TAPWELL_OIDC_CLIENT_SECRET';
  }
  return undefined;
}

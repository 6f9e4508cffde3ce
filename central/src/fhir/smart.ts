import { devicePaths } from '@tapwell/shared/device/client';

/** Where programs sign in and with what, as SMART App Launch 2.2 has it for backend services. */
export function smartConfiguration(base: string) {
  return {
    token_endpoint: new URL(devicePaths.token, base).href,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['ES384'],
    scopes_supported: ['system/*.cruds'],
    capabilities: ['client-confidential-asymmetric', 'permission-v2'],
    code_challenge_methods_supported: ['S256'],
  };
}

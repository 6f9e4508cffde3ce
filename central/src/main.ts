/** Central's door: what the command line and the tests use. */
export { verifyAudit } from './audit/audit-log.ts';
export { keyFilePath, type RunningCentral, startCentral } from './central.ts';
export { type CentralConfig, centralConfig } from './config.ts';
export { addExtraSession, type DirectoryRecords, loadDirectory } from './directory/load-directory.ts';
export { initCentral, loadFile } from './directory/set-up.ts';
export { PROGRAM_SCOPES, type ProgramScope, readProgramKey, registerProgram } from './fhir/programs.ts';
export { storeAttendances } from './ingest/store-attendance.ts';
export { type Personalised, type Plan, personalise, resetCard } from './issuing/personalise.ts';
export { cardsInUse } from './keys/count-cards.ts';
export { findKeys, parseKeys } from './keys/find-keys.ts';
export { keyFileExists, readKeyFile, writeKeyFile } from './keys/key-file.ts';
export { fileReadKey, keyFingerprint, newSchemeKeys, rotateKeys, type SchemeKeys } from './keys/scheme-keys.ts';
export { type CardVerdict, verifyCard } from './keys/verify-card.ts';
export { issueClientToken, issuePairingCode, revokeClients, revokeDevice } from './store/devices.ts';
export { openStore as openCentralStore } from './store/open.ts';
export type { CentralDb } from './store/schema.ts';

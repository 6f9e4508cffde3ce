/** What was found of one reader, device or service while looking for card readers. */
export interface Finding {
  /** How `--reader` names it; absent for what cannot be used as one. */
  readonly spec?: string;
  /** The device's path, or the reader's name as its driver gives it. */
  readonly name: string;
  readonly kind: 'pn532' | 'pcsc';
  /** `ready`: it can be used now. `trouble`: somebody must do something. `other`: not for patients' cards. */
  readonly state: 'ready' | 'trouble' | 'other';
  /** One plain sentence for staff: what it is, or what to do about it. */
  readonly says: string;
}

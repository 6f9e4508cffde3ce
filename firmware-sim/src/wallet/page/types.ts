/** The service's JSON, as the page reads it. */

export interface WalletCardView {
  readonly card: string;
  readonly name: string;
  readonly kind: string;
  readonly profile: string;
  readonly uid: string;
}

export interface FaultState {
  readonly pullAwayAfter: number | null;
  readonly twoAtOnce: boolean;
  readonly slowMs: number;
  readonly mute: boolean;
  readonly unplugged: boolean;
}

export interface SimulatorState {
  readonly reader: { readonly kind: 'pn532' | 'pcsc'; readonly name: string; readonly plugged: boolean };
  readonly onReader: string | null;
  readonly faults: FaultState;
}

export interface LogEntry {
  readonly at: string;
  readonly layer: 'frame' | 'apdu' | 'field' | 'reader';
  readonly direction: 'in' | 'out' | 'none';
  readonly hex: string;
  readonly text: string;
}

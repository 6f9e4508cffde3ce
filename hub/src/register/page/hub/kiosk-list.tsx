import { useState } from 'preact/hooks';
import type { HubState } from '../../wire.ts';
import { ago, many } from '../words/ago.ts';
import { PairingDialog, RevokeDialog } from './kiosk-dialogs.tsx';

type Kiosk = HubState['kiosks'][number];
interface Props {
  state: HubState;
  onChanged: () => void;
}

/** The kiosks of this hub, each with what staff would look for; an administrator adds and removes them. */
export function KioskList({ state, onChanged }: Props) {
  const [pairing, setPairing] = useState(false);
  const [revoking, setRevoking] = useState<Kiosk>();
  const { kiosks, now, role } = state;
  const admin = role === 'administrator';
  return (
    <section class="panel" aria-labelledby="kiosks">
      <h2 class="nhsuk-heading-s" id="kiosks" tabIndex={-1}>
        Kiosks
      </h2>
      {kiosks.length === 0 && <p>No kiosk is connected yet.</p>}
      <ul class="rows">
        {kiosks.map((kiosk) => (
          <li key={kiosk.id} data-kiosk={kiosk.id}>
            <h3>
              <KioskSign well={isWell(kiosk)} /> {kiosk.name}
            </h3>
            <p>
              {kioskWords(kiosk, now)}
              {kiosk.clock && (
                <>
                  <br />
                  {kiosk.clock}
                </>
              )}
            </p>
            {admin && (
              <button
                type="button"
                class="nhsuk-button nhsuk-button--secondary small"
                onClick={() => setRevoking(kiosk)}
              >
                Disconnect<span class="nhsuk-u-visually-hidden"> {kiosk.name}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {admin && (
        <div class="buttons">
          <button type="button" class="nhsuk-button small" onClick={() => setPairing(true)}>
            Connect a kiosk
          </button>
        </div>
      )}
      {pairing && <PairingDialog kiosks={kiosks} onClose={() => setPairing(false)} />}
      {revoking && (
        <RevokeDialog
          kiosk={revoking}
          onClose={() => {
            setRevoking(undefined);
            onChanged();
          }}
        />
      )}
    </section>
  );
}

function isWell({ silent, reader }: Kiosk): boolean {
  return !silent && reader === 'ready';
}

function kioskWords({ silent, reader, why, waiting, lastSeen }: Kiosk, now: string): string {
  if (!lastSeen) return 'Connected, but it has not said anything yet.';
  const seen = `Last heard from: ${ago(Date.parse(now) - Date.parse(lastSeen))}.`;
  const taps = waiting > 0 ? ` ${many(waiting, 'tap is', 'taps are')} waiting there.` : '';
  if (silent) return `Not heard from for a while. Taps there are kept and come later. ${seen}${taps}`;
  return `${reader === 'ready' ? 'Working.' : (why ?? 'Its card reader is not ready.')} ${seen}${taps}`;
}

/** A tick or a mark; the words beside it say the same. */
function KioskSign({ well }: { well: boolean }) {
  return (
    <svg class={`sign ${well ? 'sign--well' : 'sign--wait'}`} viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="10.5" />
      <path d={well ? 'M6 12.5 L10.5 17 L18 8' : 'M12 6 V13 M12 16.5 V17.5'} />
    </svg>
  );
}

import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HubState, NewPairingCode } from '../../wire.ts';

type Kiosk = HubState['kiosks'][number];

/** A code for one new kiosk, while the dialog is open. It closes by itself in nobody's hands: the code expires. */
export function PairingDialog({ kiosks, onClose }: { kiosks: Kiosk[]; onClose: () => void }) {
  const [made, setMade] = useState<NewPairingCode>();
  const [problem, setProblem] = useState<string>();
  const known = useRef(new Set(kiosks.map((kiosk) => kiosk.id)));
  const arrived = kiosks.find((kiosk) => !known.current.has(kiosk.id));
  const left = useMinutesUntil(made?.expiresAt);
  const make = () => {
    setProblem(undefined);
    api<NewPairingCode>('/api/hub/pairing-code', {}).then(setMade, (error: Error) => setProblem(error.message));
  };
  return (
    <Modal title="Connect a kiosk" onClose={onClose}>
      <div role="status">
        {!made && !problem && <p>You get a code to type at the new kiosk. It works once, for ten minutes.</p>}
        {problem && <p class="strip-note">{problem}</p>}
        {arrived && <p class="done">“{arrived.name}” is connected.</p>}
        {made && !arrived && left > 0 && (
          <>
            <p>Type this code at the kiosk:</p>
            <p class="code">
              <strong>{made.code}</strong>
            </p>
            <p>It works once, for {left === 1 ? 'a minute' : `${left} minutes`} more.</p>
          </>
        )}
        {made && !arrived && left <= 0 && <p class="strip-note">This code is too old now. Make a new one.</p>}
      </div>
      <div class="buttons">
        {!arrived && (!made || left <= 0) && (
          <button type="button" class="nhsuk-button" onClick={make}>
            Make a code
          </button>
        )}
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
          Close
        </button>
      </div>
    </Modal>
  );
}

/** Whole minutes left, by this computer's clock from when the code came. */
function useMinutesUntil(expiresAt: string | undefined): number {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, [expiresAt]);
  return expiresAt ? Math.ceil((Date.parse(expiresAt) - now) / 60_000) : 0;
}

export function RevokeDialog({ kiosk, onClose }: { kiosk: Kiosk; onClose: () => void }) {
  const [problem, setProblem] = useState<string>();
  const revoke = () =>
    api(`/api/hub/kiosks/${encodeURIComponent(kiosk.id)}/revoke`, {}).then(onClose, (error: Error) =>
      setProblem(error.message),
    );
  return (
    <Modal title={`Disconnect “${kiosk.name}”?`} onClose={onClose}>
      <p>
        This hub no longer listens to it. Do this when it is lost or no longer used. To use it again, connect it with a
        new code.
        {kiosk.waiting > 0 && ' Taps that are still waiting there do not come until then.'}
      </p>
      <div role="alert">{problem && <p class="strip-note">{problem}</p>}</div>
      <div class="buttons">
        <button type="button" class="nhsuk-button nhsuk-button--warning" onClick={() => void revoke()}>
          Disconnect it
        </button>
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Modal>
  );
}

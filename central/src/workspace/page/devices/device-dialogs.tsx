import { api } from '@tapwell/shared/ui/api.ts';
import { Modal } from '@tapwell/shared/ui/modal.tsx';
import { useEffect, useState } from 'preact/hooks';
import type { HubDevice, NewCode } from '../../../devices/wire.ts';
import { AskDialog } from '../access/ask-dialog.tsx';
import { dateThere, dayBegins } from '../dates.ts';

export type Asked =
  | { what: 'code'; hub: HubDevice }
  | { what: 'revoke'; id: string; name: string; program: boolean }
  | { what: 'resend'; zones: string[] };

export function DeviceDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  if (asked.what === 'code') return <CodeDialog hub={asked.hub} onClose={onClose} />;
  if (asked.what === 'resend') return <ResendDialog zones={asked.zones} onClose={onClose} />;
  const { id, name, program } = asked;
  return (
    <AskDialog
      title={`Take “${name}” out of use?`}
      lead={
        program
          ? 'The program can no longer read anything here, from now on. This cannot be undone: it would need a new token.'
          : 'Central no longer listens to this venue’s hub, from now on. Do this when it is lost, stolen or no longer used. What waits in it comes when it is connected again.'
      }
      fields={[]}
      does="Take it out of use"
      send={() => api<void>(`/api/devices/${encodeURIComponent(id)}/revoke`, {}).then(onClose)}
      onClose={onClose}
    />
  );
}

/** A code for one hub, while the dialog is open. It works once; whoever finds it later can do nothing with it. */
function CodeDialog({ hub, onClose }: { hub: HubDevice; onClose: () => void }) {
  const [made, setMade] = useState<NewCode>();
  const left = useMinutesUntil(made?.expiresAt);
  if (made && left > 0) {
    return (
      <Modal title={`A code for ${hub.venue}`} onClose={onClose}>
        <p>Start the hub at the venue with this code:</p>
        <p class="once" data-code>
          {made.code}
        </p>
        <p role="status">It works once, for {left === 1 ? 'a minute' : `${left} minutes`} more.</p>
        <button type="button" class="nhsuk-button" onClick={onClose}>
          Close
        </button>
      </Modal>
    );
  }
  return (
    <AskDialog
      title={`Connect ${hub.venue}’s hub`}
      lead={
        made
          ? 'That code is too old now.'
          : hub.deviceId
            ? 'When a hub connects with the code, the one connected now is out. What waits in a hub is kept.'
            : 'The code works once, for ten minutes.'
      }
      fields={[]}
      does="Make a code"
      send={async () => setMade(await api<NewCode>(`/api/devices/hubs/${encodeURIComponent(hub.id)}/code`, {}))}
      onClose={onClose}
    />
  );
}

function ResendDialog({ zones, onClose }: { zones: string[]; onClose: () => void }) {
  const today = zones
    .map((zone) => dateThere(new Date(), zone))
    .sort()
    .at(-1);
  return (
    <AskDialog
      title="Ask venues to send again"
      lead="Choose the day before the backup was made, to be sure. Until a venue has sent again, nobody is called absent there since that day."
      fields={[{ is: 'date', name: 'since', label: 'From which day on?', max: today }]}
      does="Ask them all"
      send={({ since }) =>
        api<void>('/api/devices/resend', { since: dayBegins(since!, zones), hubId: null }).then(onClose)
      }
      onClose={onClose}
    />
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

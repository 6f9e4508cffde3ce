import './form.css';

interface Props {
  /** What the first button says: a verb. */
  does: string;
  /** It is being done: a second press does nothing. */
  busy?: boolean;
  /** What the button says meanwhile. */
  meanwhile?: string;
  /** Does it; without, the button sends the form it stands in. */
  onDo?: () => void;
  closes?: string;
  /** Without, there is nothing to leave. */
  onClose?: (() => void) | undefined;
}

/** The two buttons at the foot of a dialog: what it is for, and the way out. */
export function DialogButtons({ does, busy = false, meanwhile = does, onDo, closes = 'Cancel', onClose }: Props) {
  return (
    <div class="form__buttons">
      <button class="nhsuk-button" type={onDo ? 'button' : 'submit'} aria-disabled={busy} onClick={onDo}>
        {busy ? meanwhile : does}
      </button>
      {onClose && (
        <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
          {closes}
        </button>
      )}
    </div>
  );
}

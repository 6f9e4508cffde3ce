import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useStay } from './use-stay.ts';

/**
 * A dialog of the browser's own: it keeps focus inside, Escape closes it, and
 * focus goes back to where it was. Once something was put in, Escape and Back
 * ask first: both are a swipe on a tablet.
 */
export function Modal(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const { title, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const [written, setWritten] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    // So that it is read out first, and no key pressed in haste decides anything.
    heading.current?.focus();
    return () => {
      shown?.close();
      // A dialog that is taken away before it is closed leaves focus nowhere.
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus();
    };
  }, []);
  useLayoutEffect(() => {
    if (leaving) heading.current?.focus();
  }, [leaving]);
  useStay(written, () => setLeaving(true));
  const leave = () => (written ? setLeaving(true) : onClose());
  const goOn = () => {
    setLeaving(false);
    heading.current?.focus();
  };
  return (
    <dialog
      class="modal"
      ref={dialog}
      aria-labelledby={id}
      onInput={(event) => {
        // What is looked for is not lost: it is typed again.
        if (event.target instanceof HTMLInputElement && event.target.type === 'search') return;
        setWritten(true);
      }}
      onCancel={(event) => {
        event.preventDefault();
        leave();
      }}
      onClose={() => {
        // Asked to close once more, a browser closes it whatever we say. Gone for good, there is none.
        if (!dialog.current) return;
        if (written) dialog.current.showModal();
        leave();
      }}
    >
      <h2 class="nhsuk-heading-m" id={id} tabIndex={-1} ref={heading}>
        {leaving ? 'Stop without saving?' : title}
      </h2>
      {leaving && (
        <>
          <p>What was put in here would be lost.</p>
          <div class="modal__buttons">
            <button type="button" class="nhsuk-button" onClick={goOn}>
              Go on
            </button>
            <button type="button" class="nhsuk-button nhsuk-button--secondary" onClick={onClose}>
              Stop without saving
            </button>
          </div>
        </>
      )}
      <div hidden={leaving}>{children}</div>
    </dialog>
  );
}

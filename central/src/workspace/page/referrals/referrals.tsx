import { useRef, useState } from 'preact/hooks';
import type { PageProps } from '../pages.ts';
import { Forms } from './forms.tsx';
import './referrals.css';
import { Waiting } from './waiting.tsx';

/** Who waits, new referrals, and the forms by which practices refer. */
export function Referrals({ me }: PageProps) {
  const [said, setSaid] = useState('');
  const status = useRef<HTMLParagraphElement>(null);
  const done = (words: string) => {
    setSaid(words);
    // What was pressed goes with its line: without this the keyboard would be nowhere.
    status.current?.focus();
  };
  const withPeople = me.role !== 'administrator';
  return (
    <>
      <h1 class="nhsuk-heading-l">Referrals</h1>
      <p class="quiet" role="status" tabIndex={-1} ref={status}>
        {said}
      </p>
      {withPeople && <Waiting me={me} onDone={done} />}
      {me.role !== 'link-worker' && <Forms onDone={done} />}
    </>
  );
}

import { useLive } from '@tapwell/shared/ui/use-live.ts';
import { useTitle } from '@tapwell/shared/ui/use-title.ts';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DayRegister } from '../../wire.ts';
import { type Asked, Dialogs } from '../dialogs/dialogs.tsx';
import { Frame } from '../frame.tsx';
import { FailedPresses } from '../press/failed-presses.tsx';
import { type Presses, usePresses } from '../press/use-presses.ts';
import { Sheet, type SheetKind, usePrint } from '../print/sheet.tsx';
import { Status } from '../status/strips.tsx';
import { dayWords } from '../words/days.ts';
import { DayStepper } from './day-stepper.tsx';
import { DayTools } from './day-tools.tsx';
import { SessionCard } from './session-card.tsx';
import { Unplaced } from './unplaced.tsx';
import { useArrivals } from './use-arrivals.ts';
import { useKeepFocus } from './use-keep-focus.ts';
import './day.css';

/** A provider's day: who is here, who is expected, and everything staff do about it. */
export function DayPage({ day, onDay }: { day: string | null; onDay: (day: string | null) => void }) {
  const path = day ? `/api/register?day=${day}` : '/api/register';
  const live = useLive<DayRegister>(path);
  const { data, refused } = live;
  const presses = usePresses(live.reload, path, data?.staffId);
  // An administrator has no register; the state of the hub is theirs.
  useEffect(() => {
    if (refused) location.replace('/hub');
  }, [refused]);
  useTitle(data && dayWords(data.day, data.today), 'Register', data?.venue);
  return (
    <Frame
      page="register"
      live={live}
      where={data?.venue ?? 'Register'}
      who={data?.staff}
      whose={data?.staffId}
      zone={data?.zone}
      signInTo="Sign in to your register"
    >
      {data && <Day key={data.day} register={data} presses={presses} onDay={onDay} />}
    </Frame>
  );
}

function nothingWords({ kept, day, today }: DayRegister): string {
  if (!kept) return 'The register of this day is no longer kept here. The council has the record of who came.';
  return day === today ? 'You have no sessions today.' : 'You have no sessions on this day.';
}

interface DayProps {
  register: DayRegister;
  presses: Presses;
  onDay: (day: string | null) => void;
}

function Day({ register, presses, onDay }: DayProps) {
  const [asked, setAsked] = useState<Asked>();
  const { news, fresh } = useArrivals(register.sessions);
  const [sheet, print] = usePrint();
  const area = useRef<HTMLDivElement>(null);
  useKeepFocus(area);
  return (
    <>
      <div ref={area} class="day">
        <DayStepper register={register} onDay={onDay} />
        <p class="nhsuk-u-visually-hidden" role="status">
          {news}
        </p>
        <FailedPresses presses={presses} />
        <Status day={register} />
        <Unplaced lines={register.unplaced} presses={presses} onAsk={setAsked} />
        {register.sessions.length === 0 && <p class="nothing">{nothingWords(register)}</p>}
        {register.sessions.map((session) => (
          <SessionCard
            key={session.sessionId}
            session={session}
            only={register.sessions.length === 1}
            day={register}
            fresh={fresh}
            presses={presses}
            onAsk={setAsked}
          />
        ))}
        <p class="said" role="status">
          {presses.said}
        </p>
        <DayTools register={register} onPrint={(kind: SheetKind) => print(kind)} onAsk={setAsked} />
      </div>
      {asked && <Dialogs asked={asked} register={register} presses={presses} onClose={() => setAsked(undefined)} />}
      <Sheet register={register} kind={sheet} />
    </>
  );
}

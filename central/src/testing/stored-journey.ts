import { newId } from '@tapwell/shared/ids';
import { addDays } from '@tapwell/shared/path/dates';
import type { AgreedActivity, EventKind, EventOf } from '@tapwell/shared/path/events';
import type { Path } from '@tapwell/shared/path/path';
import type { RosterPerson } from '@tapwell/shared/roster/roster';
import type { SchemePolicy } from '@tapwell/shared/scheme/policy';
import { loadDirectory } from '../directory/load-directory.ts';
import { schemeRow, shippedPolicy } from '../directory/scheme-row.ts';
import { storeAttendances } from '../ingest/store-attendance.ts';
import { appendEvent } from '../paths/append.ts';
import { beginPath } from '../paths/begin.ts';
import { readPath } from '../paths/path-view.ts';
import type { EventDraft } from '../paths/wire.ts';
import { projectPeople } from '../roster/project-people.ts';
import type { CentralDb } from '../store/schema.ts';
import { write } from '../store/write.ts';
import { emptyRecord } from './empty-record.ts';
import { smallRecords, visit } from './record.ts';

type Own<K extends EventKind> = Partial<Omit<EventOf<K>, 'kind' | 'id' | 'on'>>;

/** What an event says where a test does not care. */
const PLAIN: { [K in EventKind]?: object } = {
  'first-contact': { place: 'office' },
  conversation: { measures: [] },
  prescription: {
    programme: 1,
    weeks: null,
    goals: [],
    activities: [],
    oneOffs: [],
    companions: [],
    transport: false,
  },
  review: { nextOn: null },
  paused: { until: null },
  'follow-up': { measures: [] },
};

const ZOFIA = 'zofia';
const noon = (on: string) => new Date(`${on}T12:00:00Z`);
const morning = (on: string) => new Date(`${on}T08:00:00Z`);

/** One person's path through a scheme, kept in a record: events as staff record them, visits as a hub sends them. */
export class StoredJourney {
  readonly db: CentralDb;
  readonly policy: SchemePolicy;
  readonly pathId = newId();

  private constructor(db: CentralDb, policy: SchemePolicy) {
    this.db = db;
    this.policy = policy;
  }

  /** A record of one scheme, with its weekly walk on Mondays, and a person who was referred. */
  static async begin(scheme: string, on: string, own: Own<'referral'> = {}): Promise<StoredJourney> {
    const policy = shippedPolicy(scheme);
    const db = await emptyRecord();
    const records = smallRecords();
    const timed = policy.hours ? 1 : 0;
    await loadDirectory(db, {
      ...records,
      scheme: [schemeRow(policy, 'Europe/London', 'scheme')],
      provider: records.provider!.map((one) => ({ ...one, kind: policy.activities.from[0]! })),
      activity: records.activity!.map((one) => ({ ...one, area: policy.areas[0]!, timed })),
      patient: [...records.patient!, { ...records.patient![0]!, id: ZOFIA, nhs_number: null, display_name: 'Zofia' }],
    });
    const journey = new StoredJourney(db, policy);
    const [kind] = policy.referral.from;
    const referral = journey.draft('referral', on, {
      referrer: { kind: kind!, worksAt: 'Elm Tree Surgery' },
      throughForm: false,
      as: 'patient',
      reason: policy.referral.reasons[0]!,
      consent: 'spoken',
      ...own,
    });
    const beginning = { id: journey.pathId, schemeId: 'scheme', patientId: ZOFIA, linkWorkerId: 'priya', referral };
    await write(db, (trx) => beginPath(trx, beginning, { staff: { id: 'priya', name: 'Priya' }, now: noon(on) }));
    return journey;
  }

  draft<K extends EventKind>(kind: K, on: string, own: Own<K> = {}): EventDraft {
    return { kind, id: newId(), on, corrects: null, why: null, ...PLAIN[kind], ...own } as unknown as EventDraft;
  }

  /** Recorded on the morning of its day, before the walk. @returns its id */
  async add<K extends EventKind>(kind: K, on: string, own: Own<K> = {}): Promise<string> {
    const draft = this.draft(kind, on, own);
    await appendEvent(this.db, this.pathId, draft, { staff: { id: 'priya', name: 'Priya' }, now: morning(on) });
    return draft.id;
  }

  /** The walk, as it may be agreed in this scheme. */
  walk(id: string, own: Partial<AgreedActivity> = {}): AgreedActivity {
    const { areas, activities } = this.policy;
    const offer = { activityId: 'walk', area: areas[0]!, offeredBy: activities.from[0]!, group: true };
    return { id, ...offer, perWeek: 1, sessions: null, ...own };
  }

  /** Visits to the walk on so many Mondays, as a hub sends them. */
  async visits(from: string, weeks: number, own: { agreed?: string; programme?: 1 | 2; minutes?: number } = {}) {
    const { agreed = 'agreed', programme = 1, minutes } = own;
    const all = Array.from({ length: weeks }, (_, i) => {
      const on = addDays(from, i * 7);
      const leftAt = minutes === undefined ? null : new Date(Date.parse(`${on}T08:58:00Z`) + minutes * 60_000);
      return visit(
        {
          personId: ZOFIA,
          prescriptionId: programme === 1 ? this.pathId : `${this.pathId}.2`,
          prescribedActivityId: agreed,
          leftAt: leftAt?.toISOString() ?? null,
        },
        on,
      );
    });
    const last = noon(addDays(from, weeks * 7));
    const results = await storeAttendances(this.db, all, { source: 'hub', venueId: 'hall' }, last);
    const refused = results.find((r) => r.kind === 'refused');
    if (refused) throw new Error(JSON.stringify(refused));
  }

  async at(today: string): Promise<Path> {
    return (await readPath(this.db, this.pathId, noon(today)))!.path;
  }

  async due(today: string): Promise<Record<string, string>> {
    return Object.fromEntries((await this.at(today)).due.map((d) => [d.of ? `${d.kind} ${d.of}` : d.kind, d.on]));
  }

  async rows() {
    const prescriptions = await this.db
      .selectFrom('prescription')
      .select(['id', 'programme', 'starts_on', 'weeks', 'status'])
      .where('path_id', '=', this.pathId)
      .orderBy('programme')
      .execute();
    return prescriptions.map(({ id, ...row }) => ({ ...row, id: id.replace(this.pathId, 'path') }));
  }

  /** What the venue knows of the person: each prescribed activity by its id. */
  async roster(
    today: string,
  ): Promise<Record<string, Pick<RosterPerson['prescribed'][0], 'from' | 'until' | 'sessions'>>> {
    const [person] = await projectPeople(this.db, 'hall', today, [ZOFIA]);
    return Object.fromEntries(
      (person?.prescribed ?? []).map(({ id, from, until, sessions }) => [id, { from, until, sessions }]),
    );
  }
}

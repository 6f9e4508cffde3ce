import { type CardView, cardView, type DeskReader, deskTask, type TaskProgress } from '@tapwell/shared/desk/wire';
import { Problem, parse } from '@tapwell/shared/http/problem';
import { staffOf } from '@tapwell/shared/http/staff-sign-in';
import express, { type Request, Router } from 'express';
import { logRead } from '../access/log-read.ts';
import { readablePaths } from '../access/readable.ts';
import { requireRole, WITH_PEOPLE } from '../access/roles.ts';
import type { Desk } from '../desk/desk.ts';
import type { Desks } from '../desk/desk-sockets.ts';
import type { CentralDb } from '../store/schema.ts';
import { changeCard, type Holder } from './card-register.ts';
import { type KnownAt, knownAt } from './known-at.ts';

/** What the workspace shows of the cards of a patient, or companion, and of the link worker's own desks. */
export interface CardsView {
  holder: Holder;
  /** Newest first. */
  cards: KnownCard[];
  desks: DeskView[];
}

/** A card, and which venues know how it stands. */
export type KnownCard = CardView & { known: KnownAt };

export interface DeskView {
  id: string;
  reader: DeskReader;
  busy: boolean;
  /** What runs or ran last on it; its progress is null until the first word. */
  task: { id: string; progress: TaskProgress | null } | null;
}

const ACTIONS = { block: 'block', unblock: 'unblock', lost: 'lose' } as const;

/** Cards of the link worker's own caseload, and their desks. Signed-in link workers only. */
export function cardRoutes(
  db: CentralDb,
  desks: Desks,
  changed: (staffId: string) => void,
  log: (error: unknown) => void,
): Router {
  const router = Router();
  const people = requireRole(...WITH_PEOPLE);

  router.get('/prescriptions/:id/cards', people, async (req, res) => {
    const staff = staffOf(req);
    const own = await readablePaths(db, staff, new Date())
      .innerJoin('prescription', 'prescription.path_id', 'p.id')
      .select(['p.id', 'p.patient_id'])
      .where('prescription.id', '=', req.params.id)
      .executeTakeFirst();
    if (!own) throw new Problem(404, 'Not found', 'There is no such prescription in your caseload.');
    await logRead(db, staff, 'cards', [own.id]);
    const view = await viewFor({ patientId: own.patient_id }, staff.id);
    res.set('cache-control', 'no-store').json(view);
  });

  router.get('/companions/:id/cards', people, async (req, res) => {
    const staff = staffOf(req);
    const companionId = String(req.params.id);
    const own = await readablePaths(db, staff, new Date())
      .innerJoin('accompanies', 'accompanies.patient_id', 'p.patient_id')
      .innerJoin('companion', 'companion.id', 'accompanies.companion_id')
      .select('p.id')
      .whereRef('companion.scheme_id', '=', 'p.scheme_id')
      .where('companion.id', '=', companionId)
      .limit(1)
      .executeTakeFirst();
    if (!own) throw new Problem(404, 'Not found', 'Nobody like that comes along with people of your caseload.');
    await logRead(db, staff, 'companions', [own.id]);
    res.set('cache-control', 'no-store').json(await viewFor({ companionId }, staff.id));
  });

  router.get('/patients/:id/cards', people, async (req, res) => {
    const staff = staffOf(req);
    const path = await readablePaths(db, staff, new Date())
      .select('p.id')
      .where('p.patient_id', '=', req.params.id)
      .orderBy('p.opened_on', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (!path) throw new Problem(404, 'Not found', 'There is no such patient in your caseload.');
    await logRead(db, staff, 'cards', [path.id]);
    res.set('cache-control', 'no-store').json({ cards: await cardsOf(db, { patientId: req.params.id }) });
  });

  for (const [path, action] of Object.entries(ACTIONS)) {
    router.post(`/cards/:id/${path}`, people, async (req: Request<{ id: string }>, res) => {
      const staffId = staffOf(req).id;
      await changeCard(db, req.params.id, action, { staffId, now: new Date() });
      changed(staffId);
      res.status(204).end();
    });
  }

  router.post('/desks/:id/task', people, express.json({ limit: '4kb' }), (req, res) => {
    const desk = ownDesk(desks, req);
    const task = parse(deskTask, req.body);
    if (desk.busy) throw new Problem(409, 'Busy', 'This reader is busy with another card. Finish that first.');
    desks.run(desk, task).catch(log);
    res.status(202).json(viewOf(desk));
  });

  router.post('/desks/:id/cancel', people, (req, res) => {
    ownDesk(desks, req).stop('Stopped. Nothing more was done.');
    res.status(204).end();
  });

  async function viewFor(holder: Holder, staffId: string): Promise<CardsView> {
    const cards = await cardsOf(db, holder);
    const holderId = 'patientId' in holder ? holder.patientId : holder.companionId;
    const known = await knownAt(db, holderId, cards, new Date());
    return {
      holder,
      cards: cards.map((card) => ({ ...card, known: known.get(card.id)! })),
      desks: desks.ofStaff(staffId).map(viewOf),
    };
  }
  return router;
}

/** @throws Problem 404: another person's desk is as unknown as none */
function ownDesk(desks: Desks, req: Request<{ id: string }>): Desk {
  const desk = desks.ofStaff(staffOf(req).id).find((one) => one.id === req.params.id);
  if (!desk) throw new Problem(404, 'Not found', 'That card reader is no longer connected.');
  return desk;
}

function viewOf({ id, reader, busy, task }: Desk): DeskView {
  return { id, reader, busy, task: task ?? null };
}

async function cardsOf(db: CentralDb, holder: Holder): Promise<CardView[]> {
  const [column, id] =
    'patientId' in holder
      ? (['patient_id', holder.patientId] as const)
      : (['companion_id', holder.companionId] as const);
  const rows = await db
    .selectFrom('card')
    .selectAll()
    .where(column, '=', id)
    .orderBy('issued_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) =>
    cardView.parse({
      id: row.id,
      profile: row.profile,
      state: row.state,
      since: row.state_since,
      issuedAt: row.issued_at,
    }),
  );
}

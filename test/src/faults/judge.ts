/**
 * What is on record after a run, held against what screens have said. Plain
 * data and no I/O: the judge has tests of its own that it sees a lost tap.
 */

export interface ShownTap {
  kiosk: string;
  tapId: string;
  /** Outcomes in the order shown, e.g. `choose-session`, then `checked-in`. */
  outcomes: { outcome: string; sessionId?: string | undefined }[];
  /** Numbers of the cards that lay there when it was shown first: the one then, and the one before. */
  uids: string[];
  /** Sessions that were pressed, where there was a choice. */
  pressed: string[];
}

export interface HubTap {
  id: string;
  outcome: string;
  /** Number of the card, as far as its evidence tells. */
  uid: string | null;
  /** The card's own message, which it makes once only; null for a bare number. */
  message: string | null;
}

export interface Visit {
  id: string;
  status: string;
  personId: string;
  sessionId: string;
}

export interface Records {
  hub: {
    taps: HubTap[];
    visits: (Visit & { tapId: string | null })[];
    /** Reasons in the quarantine. */
    setAside: string[];
    waiting: number;
  };
  /** Taps not yet handed over, by kiosk. */
  journals: Record<string, number>;
  central: {
    visits: (Visit & { counted: boolean })[];
    /** Ids of taps that are on record without a visit. */
    facts: string[];
  };
  /** Who is here, by the provider's register. */
  register: { personId: string; sessionId: string }[];
}

/** Everything that is wrong, in words; nothing when all is well. Pure. */
export function judge(shown: ShownTap[], records: Records): string[] {
  return [
    ...stuck(records),
    ...shown.flatMap((tap) => lost(tap, records)),
    ...doubled(records),
    ...records.hub.taps.flatMap((tap) => withoutConsequence(tap, records)),
    ...disagreements(records),
  ];
}

function stuck({ hub, journals }: Records): string[] {
  const kiosks = Object.entries(journals).filter(([, waiting]) => waiting > 0);
  return [
    ...kiosks.map(([kiosk, waiting]) => `${kiosk} still holds ${waiting} taps`),
    ...(hub.waiting > 0 ? [`the hub still holds ${hub.waiting} facts`] : []),
    ...hub.setAside.map((reason) => `the hub set something aside: ${reason}`),
  ];
}

/** What a screen said must be so. */
function lost({ kiosk, tapId, outcomes, uids, pressed }: ShownTap, { hub }: Records): string[] {
  const where = `tap ${tapId} at ${kiosk}, shown as ${outcomes.map((o) => o.outcome).join(', ')}`;
  const found = hub.taps.filter((tap) => tap.id === tapId);
  const [tap] = found;
  if (!tap) return [`${where}: the hub does not have it`];
  if (tap.uid !== null && !uids.includes(tap.uid)) return [`${where}: it is of a card that did not lie there`];
  const last = outcomes.at(-1)!;
  // Saved: the hub had not answered yet, and may decide anything.
  if (last.outcome === 'saved-offline') return [];
  if (pressed.length === 0 && tap.outcome !== last.outcome) return [`${where}: the hub has ${tap.outcome}`];
  const visits = hub.visits.filter((visit) => visit.tapId === tapId && visit.status === 'finished');
  if (last.outcome === 'checked-in' && visits.every((visit) => visit.sessionId !== last.sessionId)) {
    return [`${where}: the hub has no visit to ${last.sessionId}`];
  }
  return [];
}

/** One thing that happened once, on record twice. */
function doubled({ hub, central }: Records): string[] {
  const here = hub.visits.filter((visit) => visit.status === 'finished').map(whoAndWhere);
  const counted = central.visits.filter((visit) => visit.counted).map(whoAndWhere);
  return [
    ...twice(hub.taps.map((tap) => tap.id)).map((id) => `tap ${id} is at the hub twice`),
    ...twice(hub.taps.flatMap((tap) => tap.message ?? [])).map(
      (message) => `one read of a card is two taps: ${message}`,
    ),
    ...twice(here).map((visit) => `two visits at the hub: ${visit}`),
    ...twice(counted).map((visit) => `counted twice at central: ${visit}`),
    ...twice(central.visits.map((visit) => visit.id)).map((id) => `visit ${id} is at central twice`),
    ...twice(central.facts).map((id) => `tap ${id} is at central twice`),
  ];
}

/** Each tap at the hub led to one visit, or central has it as a tap without one. */
function withoutConsequence(tap: HubTap, { hub, central }: Records): string[] {
  const visits = hub.visits.filter((visit) => visit.tapId === tap.id && visit.status === 'finished');
  const isFact = central.facts.includes(tap.id);
  if (tap.outcome === 'checked-in') {
    return visits.length === 1 ? [] : [`tap ${tap.id} checked someone in, and has ${visits.length} visits`];
  }
  return isFact && visits.length === 0 ? [] : [`tap ${tap.id} (${tap.outcome}) is not at central`];
}

/** Hub, central and register tell the same story. */
function disagreements({ hub, central, register }: Records): string[] {
  const told = new Map(central.visits.map((visit) => [visit.id, visit]));
  const own = new Set(hub.visits.map((visit) => visit.id));
  const here = new Set(register.map(whoAndWhere));
  const counted = central.visits.filter((visit) => visit.counted && visit.status === 'finished').map(whoAndWhere);
  const finished = new Set(central.visits.filter((visit) => visit.status === 'finished').map(whoAndWhere));
  return [
    ...hub.visits.flatMap((visit) => {
      const status = told.get(visit.id)?.status ?? 'missing';
      return status === visit.status
        ? []
        : [`visit ${visit.id} is ${visit.status} at the hub and ${status} at central`];
    }),
    ...central.visits.flatMap(({ id }) => (own.has(id) ? [] : [`central has a visit that the hub has not: ${id}`])),
    ...without(finished, new Set(counted)).map((visit) => `nothing is counted at central of ${visit}`),
    ...without(new Set(counted), here).map((visit) => `central counts what the register does not show: ${visit}`),
    ...without(here, new Set(counted)).map((visit) => `the register shows what central does not count: ${visit}`),
  ];
}

const whoAndWhere = ({ personId, sessionId }: { personId: string; sessionId: string }) => `${personId} at ${sessionId}`;

function twice(all: string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(all.filter((one) => seen.size === seen.add(one).size))];
}

function without(all: Set<string>, others: Set<string>): string[] {
  return [...all].filter((one) => !others.has(one));
}

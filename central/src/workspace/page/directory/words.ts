const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A date in full, e.g. `1 June 2026`. */
export function dateWords(date: string): string {
  return day.format(new Date(`${date.slice(0, 10)}T12:00:00Z`));
}

export const KIND_WORDS = {
  provider: 'Provider',
  'accredited-provider': 'Accredited provider',
  'statutory-service': 'Statutory service',
  'residents-group': 'Residents’ group',
} as const;

/** What a field of an entry is called in a list of changes, by its name in the store or on the wire. */
export function fieldWords(name: string): string {
  return FIELDS[name] ?? name.replaceAll('_', ' ');
}

const FIELDS: Record<string, string> = {
  schedule: 'times',
  provider_id: 'provider',
  providerId: 'provider',
  venue_id: 'venue',
  venueId: 'venue',
  in_group: 'group or one by one',
  inGroup: 'group or one by one',
  timed: 'hours',
  capacity: 'most people',
  min_age: 'youngest age',
  minAge: 'youngest age',
  max_age: 'oldest age',
  maxAge: 'oldest age',
  url: 'web page',
  eligibility: 'whom it is for',
  withdrawn_on: 'whether it is offered',
  accredited_from: 'accreditation',
  accredited_until: 'accreditation',
  early_minutes: 'how early people may come',
  late_after_minutes: 'when people are late',
};

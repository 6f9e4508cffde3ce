import { agreed, walks, wellbeing } from '@tapwell/shared/path/journey.testing';
import { scheme } from '@tapwell/shared/scheme/schemes.testing';
import { describe, expect, it } from 'vitest';
import { changeWords, PLOT, placesOf, roundAbove, slopesOf, slopeWords } from './slopes.ts';

function followed(first = wellbeing(4), second = wellbeing(7)) {
  const journey = agreed(scheme('luton'));
  journey.events.find((e) => e.kind === 'conversation')!.measures = [first];
  journey.visits(['2026-02-03']);
  journey.add('follow-up', '2026-05-01', { followUp: 'end', measures: [second] });
  return slopesOf(journey.policy, journey.at('2026-05-01'));
}

describe('measures before and after', () => {
  it('of wellbeing are four questions in their own words and no sum', () => {
    const [ons4] = followed();
    expect(ons4!.slopes.map(({ id }) => id)).toEqual([
      ...['ons4-satisfied', 'ons4-worthwhile', 'ons4-happy', 'ons4-anxious'],
    ]);
    expect(ons4!.slopes[0]!.question).toBe('Overall, how satisfied are you with your life nowadays?');
    expect(ons4!.slopes.map(changeWords)).toEqual([
      ...['From 4 to 7: 3 better', 'From 4 to 7: 3 better', 'From 4 to 7: 3 better', 'From 6 to 3: 3 better'],
    ]);
  });
  it('of activity are MET-minutes on a scale with a round end, and its level', () => {
    const [ipaq] = followed(walks(2), walks(5));
    expect(ipaq!.slopes).toMatchObject([
      { id: 'ipaq-total', from: 0, to: 500, points: [{ value: 198 }, { value: 495 }] },
    ]);
    expect(ipaq!.notes).toEqual(['Before: low activity.', 'After: moderate activity.']);
  });
  it('say why something was not scored, or what was changed on the way', () => {
    const none = { days: 0, hours: null, minutes: null };
    const answers = { age: 75, vigorous: none, moderate: none, walking: none, sitting: null };
    const walking = { days: 7, hours: 5, minutes: null };
    const [ipaq] = followed(
      { measure: 'ipaq', answers },
      { measure: 'ipaq', answers: { ...answers, age: 44, walking } },
    );
    expect(ipaq!.notes).toEqual([
      'Before: not scored. IPAQ is for people from 15 to 69 years old.',
      'After: Walking of more than 3 hours a day is counted as 3 hours.',
      'After: high activity.',
    ]);
    expect(changeWords(ipaq!.slopes[0]!)).toBe('4158, after');
  });
  it('of goals are labelled as a scale that nobody validated', () => {
    const journey = agreed(scheme('bromley-by-bow'));
    const goals = [{ goalId: 'g', goal: 'Sleep better', progress: 2 }];
    journey.add('conversation', '2026-02-01', { measures: [{ measure: 'goals', answers: { goals } }] });
    const [goal] = slopesOf(journey.policy, journey.at('2026-02-02')).filter(({ id }) => id === 'goals');
    expect(goal).toMatchObject({ label: expect.stringContaining('not validated'), notes: [] });
    expect(goal!.slopes[0]!.title).toBe('Sleep better');
  });
  it('are read out whole', () => {
    const anxious = followed()[0]!.slopes[3]!;
    expect(slopeWords(anxious)).toBe('Anxious yesterday, on a scale from 0 to 10: before 6, after 3. Less is better.');
  });
});

describe('a plot', () => {
  const slope = followed()[0]!.slopes[0]!;
  it('has the first time on the left, the last on the right, and more above less', () => {
    const [before, after] = placesOf(slope);
    expect([before!.x, after!.x]).toEqual([PLOT.side, PLOT.width - PLOT.side]);
    expect(after!.y).toBeLessThan(before!.y);
  });
  it('keeps the ends of the scale inside, and one point in the middle', () => {
    const at = (value: number) => placesOf({ ...slope, points: [{ when: 'Before', on: '2026-01-01', value }] })[0]!;
    expect(at(10)).toEqual({ x: PLOT.width / 2, y: PLOT.top });
    expect(at(0)).toEqual({ x: PLOT.width / 2, y: PLOT.height - PLOT.bottom });
  });
});

it('a scale without an end goes to a round number', () => {
  expect([0, 1, 3, 198, 500, 501, 4158].map(roundAbove)).toEqual([1, 1, 5, 200, 500, 1000, 5000]);
});

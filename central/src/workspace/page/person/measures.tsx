import { dayWords } from '../dates.ts';
import { changeWords, type MeasureSlopes, PLOT, placesOf, type Slope, slopeWords } from './slopes.ts';

/** What was measured before and after, as small plots with the numbers beside them. */
export function Measures({ measures }: { measures: MeasureSlopes[] }) {
  return (
    <section class="activity" aria-labelledby="measures">
      <h2 class="nhsuk-heading-m" id="measures">
        Measures before and after
      </h2>
      {measures.length === 0 && <p>Nothing has been measured yet.</p>}
      {measures.map((measure) => (
        <section key={measure.id} class="measure" aria-labelledby={`measure-${measure.id}`}>
          <h3 class="nhsuk-heading-s" id={`measure-${measure.id}`}>
            {measure.title}
          </h3>
          {measure.label && <p class="quiet">{measure.label}</p>}
          {measure.id === 'ons4' && <p class="quiet">Four questions, each for itself: they make no sum.</p>}
          <div class="slopes">
            {measure.slopes.map((slope) => (
              <Plot key={slope.id} slope={slope} />
            ))}
          </div>
          {measure.notes.length > 0 && (
            <ul class="measure__notes">
              {measure.notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
          {measure.slopes.length > 0 && <AsTable measure={measure} />}
        </section>
      ))}
    </section>
  );
}

function Plot({ slope }: { slope: Slope }) {
  const places = placesOf(slope);
  const { width, height, side, top, bottom } = PLOT;
  return (
    <figure class="slope">
      <figcaption>
        <strong>{slope.title}</strong>
        {slope.question && <span class="quiet slope__question">“{slope.question}”</span>}
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={slopeWords(slope)}>
        <title>{slopeWords(slope)}</title>
        <path class="slope__end" d={`M${side} ${top} H${width - side} M${side} ${height - bottom} H${width - side}`} />
        <text class="slope__scale" x={side - 6} y={top + 4} text-anchor="end">
          {slope.to}
        </text>
        <text class="slope__scale" x={side - 6} y={height - bottom + 4} text-anchor="end">
          {slope.from}
        </text>
        <polyline class="slope__line" points={places.map(({ x, y }) => `${x},${y}`).join(' ')} />
        {places.map(({ x, y }, i) => (
          <g key={slope.points[i]!.on}>
            <circle class="slope__point" cx={x} cy={y} r={5} />
            <text class="slope__value" x={x} y={y < top + 24 ? y + 20 : y - 10} text-anchor="middle">
              {slope.points[i]!.value}
            </text>
          </g>
        ))}
      </svg>
      <p class="slope__words">
        {changeWords(slope)}. <span class="quiet">{slope.better === 'higher' ? 'More' : 'Less'} is better.</span>
      </p>
    </figure>
  );
}

function AsTable({ measure }: { measure: MeasureSlopes }) {
  return (
    <details class="as-table">
      <summary>{measure.title} as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: where it is wider than the window the keyboard scrolls it */}
      <section class="visits__scroll" tabIndex={0} aria-label={measure.title}>
        <table class="nhsuk-table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">When</th>
              <th scope="col">Day</th>
              <th scope="col">Score</th>
            </tr>
          </thead>
          <tbody>
            {measure.slopes.flatMap((slope) =>
              slope.points.map(({ when, on, value }) => (
                <tr key={`${slope.id} ${when} ${on}`}>
                  <th scope="row">{slope.title}</th>
                  <td>{when}</td>
                  <td>{dayWords(on)}</td>
                  <td>
                    {value} ({slope.from} to {slope.to})
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </section>
    </details>
  );
}

import { assetFiles } from '../tab/load-assets.ts';
import type { StartStage } from '../tab/start-tab.ts';

interface Shown {
  readonly text: string;
  /** Of 100. */
  readonly percent: number;
}

/** The platform on its way up: the files first, then the parts that are made of them. */
export function Starting({ stage }: { readonly stage: StartStage }) {
  const { text, percent } = show(stage);
  return (
    <section className="card starting" aria-labelledby="starting">
      <h2 id="starting">Starting the platform in this tab</h2>
      <progress value={percent} max={100} aria-labelledby="starting" />
      <p role="status">{text}</p>
    </section>
  );
}

function show(stage: StartStage): Shown {
  switch (stage.name) {
    case 'load': {
      const percent = 5 + (stage.files / assetFiles) * 65;
      return { text: `Loading the database: ${stage.files} of ${assetFiles} files`, percent };
    }
    case 'chain':
      return { text: 'Starting the chain and deploying the token contracts', percent: 75 };
    case 'database':
      return { text: 'Creating the tables, guards and rights of the database', percent: 90 };
  }
}

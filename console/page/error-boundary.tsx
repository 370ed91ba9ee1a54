import { Component, type ReactNode } from 'react';
import { FailurePanel } from './failure-panel.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Shows what broke instead of an empty page. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: null };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <main className="inner">
        <FailurePanel title="The page has broken" error={error} />
        <p>
          <button type="button" onClick={() => location.reload()}>
            Start afresh
          </button>
        </p>
      </main>
    );
  }
}

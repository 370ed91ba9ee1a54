/** Activities that do nothing, but for telling the bench how far a workflow is. */
export interface BareActivities {
  nothing(): Promise<void>;
  /** The workflow is about to wait for the chain. */
  sent(): Promise<void>;
  ended(): Promise<void>;
}

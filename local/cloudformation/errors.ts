/** A refusal of an API call, as the service words it. */
export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

export const validationError = (message: string): ServiceError => new ServiceError('ValidationError', message);

/** What the embedded AWS does not support. It is refused by name, never ignored. */
export const unsupported = (what: string): ServiceError => validationError(`The embedded AWS does not support ${what}`);

/** Why one resource failed. */
export class ResourceFailure extends Error {
  /**
   * @param physicalId the id that the provider answered with, if it answered at all
   * @param reached whether the provider may have seen the request, so that an undo has to reach it too
   */
  constructor(
    reason: string,
    readonly physicalId: string | undefined = undefined,
    readonly reached = true,
  ) {
    super(reason);
  }
}

/** The resource was in progress when its operation was stopped. */
export class ResourceCancelled extends ResourceFailure {
  constructor(physicalId?: string) {
    super('cancelled', physicalId);
  }
}

package io.paymentdone.web.security;

import java.util.List;
import java.util.stream.Collectors;

/** A configured client. */
record ApiClient(Caller caller, List<ApiSecret> secrets) {

  ApiClient {
    secrets = List.copyOf(secrets);
  }

  /** Its name and scopes. */
  @Override
  public String toString() {
    return caller.scopes().size() == Scope.values().length
        ? caller.name()
        : caller.name()
            + caller.scopes().stream()
                .map(Scope::text)
                .sorted()
                .collect(Collectors.joining(", ", " (", ")"));
  }
}

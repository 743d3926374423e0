package io.paymentdone.web.request;

import java.util.Set;

/** What probes ask: without credentials, and by a pod's address in place of its name. */
public final class Probes {

  public static final Set<String> PATHS = Set.of("/livez", "/readyz");

  private Probes() {}
}

package io.paymentdone.web.security;

import io.paymentdone.web.logging.RationedLog;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how many requests had wrong credentials, and from how many addresses. */
final class FailedLogins {

  private static final Logger log = LoggerFactory.getLogger(FailedLogins.class);

  private static final int ADDRESSES_MAX = 1000;

  private final RationedLog report = new RationedLog(Duration.ofMinutes(1));
  private final Set<String> addresses = new HashSet<>();

  synchronized void count(String address) {
    if (addresses.size() < ADDRESSES_MAX) {
      addresses.add(address);
    }
    long failed = report.add(1);
    if (failed > 0) {
      log.warn(
          "wrong credentials; requests since the last such line: {}, addresses: {}{}, the last one: {}",
          failed,
          addresses.size() < ADDRESSES_MAX ? "" : "at least ",
          addresses.size(),
          address);
      addresses.clear();
    }
  }
}

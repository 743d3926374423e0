package io.paymentdone.web.security;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may call the API.
 *
 * @param credentials one {@code user:password} per client; none by default, and then only the
 *     profile {@code local} starts. As an environment variable: {@code
 *     API_CREDENTIALS=user:password}, several with commas between them
 */
@ConfigurationProperties("api")
record ApiSecurityProperties(@DefaultValue List<String> credentials) {

  /** Without the secrets. */
  @Override
  public String toString() {
    return "ApiSecurityProperties[" + credentials.size() + " clients]";
  }
}

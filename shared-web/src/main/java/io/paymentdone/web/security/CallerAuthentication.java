package io.paymentdone.web.security;

import java.util.stream.Collectors;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/** An authenticated caller, as Spring Security keeps it; without what it was authenticated by. */
public final class CallerAuthentication extends AbstractAuthenticationToken {

  private static final long serialVersionUID = 1L;

  private final transient Caller caller;

  /** Of a caller whose credentials were right. */
  public CallerAuthentication(Caller caller) {
    super(
        caller.scopes().stream()
            .map(scope -> new SimpleGrantedAuthority(scope.text()))
            .collect(Collectors.toUnmodifiableList()));
    this.caller = caller;
    super.setAuthenticated(true);
  }

  Caller caller() {
    return caller;
  }

  @Override
  public String getName() {
    return caller.name();
  }

  @Override
  public Object getPrincipal() {
    return caller;
  }

  /** None is kept. */
  @Override
  public Object getCredentials() {
    return "";
  }
}

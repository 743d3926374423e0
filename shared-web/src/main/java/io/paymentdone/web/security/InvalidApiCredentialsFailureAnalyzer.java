package io.paymentdone.web.security;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says in the log what to configure, instead of a stack trace. */
final class InvalidApiCredentialsFailureAnalyzer
    extends AbstractFailureAnalyzer<InvalidApiCredentialsException> {

  private static final String ACTION =
      """
      Set API_CREDENTIALS=user:password in the environment (several: \
      user1:password1,user2:password2; where a password has a comma: API_CREDENTIALS_0=user1:pass,word1, \
      API_CREDENTIALS_1=user2:password2), or clients with scopes (API_CLIENTS_0_NAME, API_CLIENTS_0_SECRETS_0={bcrypt}…, \
      API_CLIENTS_0_SCOPES=payments:read,…), or an issuer of tokens \
      (SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_ISSUERURI and …_AUDIENCES), or start with the profile 'local', which is \
      open and listens on 127.0.0.1 only.\
      """;

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, InvalidApiCredentialsException cause) {
    return new FailureAnalysis(cause.getMessage(), ACTION, cause);
  }
}

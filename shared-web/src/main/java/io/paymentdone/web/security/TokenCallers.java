package io.paymentdone.web.security;

import com.nimbusds.jwt.JWTClaimsSet;
import io.paymentdone.web.validation.TextRule;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whose a valid token is. It is a client's when its {@code client_id} is its {@code sub},
 * which RFC 9068 says of tokens that a client got for itself, or when a claim has the value that
 * the operator has named for that.
 *
 * <p>Every other token is a user's, whatever scopes are in it: an app that a user has logged in to
 * asks for scopes too, and a mistake about the kind of a token must not open all users' payments to
 * one of them. The worst that this way of deciding does is to refuse a client.
 */
final class TokenCallers {

  private static final Logger log = LoggerFactory.getLogger(TokenCallers.class);

  private final @Nullable String clientClaim;
  private final @Nullable String clientValue;

  TokenCallers(TokenProperties properties) {
    this.clientClaim = properties.clientClaim();
    this.clientValue = properties.clientValue();
  }

  /**
   * The caller.
   *
   * @throws InvalidTokenException if the token's subject cannot be one
   */
  Caller of(JWTClaimsSet claims) {
    String subject = claims.getSubject();
    if (subject == null || TextRule.USER_ID.check("sub", subject) != null) {
      throw refused("sub is no name");
    }
    if (!isClients(claims, subject)) {
      return Caller.user(subject);
    }
    String problem = ClientName.problem(subject);
    if (problem != null) {
      throw refused("the sub of a client " + problem);
    }
    return Caller.client(subject, scopes(claims));
  }

  /** For operators whose clients' tokens are refused: the reason, without the name. */
  private static InvalidTokenException refused(String why) {
    log.debug("token refused: {}", why);
    return new InvalidTokenException(why);
  }

  private boolean isClients(JWTClaimsSet claims, String subject) {
    return subject.equals(claims.getClaim("client_id"))
        || (clientClaim != null
            && clientValue != null
            && clientValue.equals(claims.getClaim(clientClaim)));
  }

  /** Ours only: a token may have those of other services too. */
  private static Set<Scope> scopes(JWTClaimsSet claims) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    Stream.of("scope", "scp")
        .flatMap(name -> texts(claims.getClaim(name)))
        .forEach(text -> Scope.of(text).ifPresent(scopes::add));
    return scopes;
  }

  private static Stream<String> texts(@Nullable Object claim) {
    return switch (claim) {
      case String text -> Stream.of(text.split(" ", -1));
      case Collection<?> list ->
          list.stream().filter(String.class::isInstance).map(Object::toString);
      case null, default -> Stream.empty();
    };
  }
}

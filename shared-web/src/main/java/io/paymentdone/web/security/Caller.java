package io.paymentdone.web.security;

import io.paymentdone.web.problem.ProblemCode;
import io.paymentdone.web.problem.ProblemException;
import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request: a client, which is a service of the organisation, or a user.
 *
 * <p>Names do not collide: a user's is {@code user:} and the user id, and a client's has no colon
 * ({@link ClientName}).
 *
 * @param name owner of idempotency keys and webhook endpoints
 * @param scopes what a client may do; empty for a user
 * @param userId the user, who may touch what is that user's and nothing else; null for a client
 */
public record Caller(String name, Set<Scope> scopes, @Nullable String userId) implements Principal {

  /** Whoever calls where nobody logs in: may do everything. */
  public static final Caller ANONYMOUS = client(CallerCheck.ANONYMOUS, EnumSet.allOf(Scope.class));

  /** How the name of every user begins. */
  static final String USER_PREFIX = "user:";

  /**
   * A caller.
   *
   * @throws IllegalArgumentException if the name looks like a user's and is not this user's
   */
  public Caller {
    if (userId == null ? name.startsWith(USER_PREFIX) : !name.equals(USER_PREFIX + userId)) {
      throw new IllegalArgumentException("only a user's name begins with " + USER_PREFIX);
    }
    scopes = Set.copyOf(scopes);
  }

  static Caller client(String name, Set<Scope> scopes) {
    return new Caller(name, scopes, null);
  }

  static Caller user(String userId) {
    return new Caller(USER_PREFIX + userId, Set.of(), userId);
  }

  /**
   * The caller of a request that has passed the security filters.
   *
   * @throws IllegalStateException for any other: an unknown caller may do nothing
   */
  public static Caller of(@Nullable Principal principal) {
    return switch (principal) {
      case Caller caller -> caller;
      case CallerAuthentication known -> known.caller();
      case null, default -> throw new IllegalStateException("the request has no known caller");
    };
  }

  @Override
  public String getName() {
    return name;
  }

  /** Without a user's id, which is nobody else's business. */
  @Override
  public String toString() {
    return userId == null ? name + scopes : "a user";
  }

  /** Whether it is a client with that scope. */
  public boolean has(Scope scope) {
    return scopes.contains(scope);
  }

  /** Whether it may touch what is this user's, where its scopes or the user's login allow it. */
  public boolean mayTouch(String user) {
    return userId == null || userId.equals(user);
  }

  /**
   * The user id, if it may touch what is this user's.
   *
   * @throws ProblemException 404, whether or not there is such a user
   */
  public String touching(String user) {
    if (!mayTouch(user)) {
      throw ProblemException.of(ProblemCode.NOT_FOUND, "There is no such user.");
    }
    return user;
  }
}

package io.paymentdone.web.security;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindResult;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * Clients and their passwords as the configuration has them, to the letter: a password with <code>
 * ${…}</code> in it is that password, no placeholder.
 */
public final class ApiCredentials {

  static final String PROPERTY = "api.credentials";

  private static final Pattern SEVERAL = Pattern.compile(",[^,:]+:");

  private ApiCredentials() {}

  /** A client and its password. */
  public record Credential(String user, String password) {

    /** Without the secret. */
    @Override
    public String toString() {
      return user;
    }

    private static Credential of(String pair, String property) {
      String stripped = pair.strip();
      int colon = stripped.indexOf(':');
      if (colon < 1 || colon == stripped.length() - 1) {
        throw new InvalidApiCredentialsException(
            property + " is not of the form user:password. A comma separates clients.");
      }
      String user = stripped.substring(0, colon);
      String problem = ClientName.problem(user);
      if (problem != null) {
        throw new InvalidApiCredentialsException(
            "The client's name in " + property + " " + problem + ".");
      }
      return new Credential(user, stripped.substring(colon + 1));
    }
  }

  /**
   * The clients that may call.
   *
   * @throws InvalidApiCredentialsException naming the place of a bad one, never its content
   */
  static List<Credential> clients(Environment environment) {
    if (isTwofold(environment)) {
      throw new InvalidApiCredentialsException(
          PROPERTY + " is set both as one list and as " + PROPERTY + "[0].");
    }
    List<String> pairs =
        bind(environment, PROPERTY, Bindable.listOf(String.class)).orElse(List.of());
    List<Credential> clients = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      clients.add(Credential.of(pairs.get(i), PROPERTY + "[" + i + "]"));
    }
    return List.copyOf(clients);
  }

  /**
   * The credential with which a program calls services itself: the property's, without it the first
   * of {@code api.credentials}; empty where no clients are configured.
   *
   * @throws InvalidApiCredentialsException when the property does not hold exactly one
   */
  public static Optional<Credential> ofCaller(Environment environment, String property) {
    String own = bind(environment, property, Bindable.of(String.class)).orElse("");
    if (own.isBlank()) {
      return clients(environment).stream().findFirst();
    }
    if (SEVERAL.matcher(own).find()) {
      throw new InvalidApiCredentialsException(
          property + " holds several clients; a program calls as one of them.");
    }
    return Optional.of(Credential.of(own, property));
  }

  /**
   * The value of a property to the letter.
   *
   * @throws InvalidApiCredentialsException without the value, which may be a secret, and without
   *     the cause, whose message has it
   */
  static <T> BindResult<T> bind(Environment environment, String property, Bindable<T> type) {
    try {
      return new Binder(ConfigurationPropertySources.get(environment)).bind(property, type);
    } catch (BindException e) {
      throw new InvalidApiCredentialsException(
          property + " cannot be read. Lists are numbered from 0, without a gap.");
    }
  }

  private static boolean isTwofold(Environment environment) {
    ConfigurationPropertyName list = ConfigurationPropertyName.of(PROPERTY);
    ConfigurationPropertyName first = ConfigurationPropertyName.of(PROPERTY + "[0]");
    return StreamSupport.stream(ConfigurationPropertySources.get(environment).spliterator(), false)
        .anyMatch(source ->
            source.getConfigurationProperty(list) != null
                && source.getConfigurationProperty(first) != null);
  }
}

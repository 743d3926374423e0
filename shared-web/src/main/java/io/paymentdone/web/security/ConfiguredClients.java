package io.paymentdone.web.security;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.core.env.Environment;

/**
 * The clients of {@code api.credentials}, who have all scopes, and those of {@code api.clients}.
 * All texts are literal: none is a placeholder.
 */
final class ConfiguredClients {

  private static final String PROPERTY = "api.clients";

  private ConfiguredClients() {}

  /** A client as {@code api.clients} has it. */
  record Entry(
      @Nullable String name, @Nullable List<String> secrets, @Nullable List<String> scopes) {

    /** Whether it is none: whoever hands on variables that are not set hands on empty ones. */
    boolean isEmpty() {
      return (name == null || name.isBlank())
          && ConfiguredClients.isEmpty(secrets)
          && ConfiguredClients.isEmpty(scopes);
    }

    /** Without the secrets. */
    @Override
    public String toString() {
      return "Entry[name=" + name + ", scopes=" + scopes + "]";
    }
  }

  /**
   * All of them.
   *
   * @throws InvalidApiCredentialsException naming the place of a bad one, never its content
   */
  static List<ApiClient> of(Environment environment, Fingerprint fingerprints) {
    List<ApiClient> clients = new ArrayList<>();
    for (ApiCredentials.Credential credential : ApiCredentials.clients(environment)) {
      clients.add(
          new ApiClient(
              Caller.client(credential.user(), EnumSet.allOf(Scope.class)),
              List.of(ApiSecret.plain(credential.password(), fingerprints))));
    }
    List<Entry> entries =
        ApiCredentials.bind(environment, PROPERTY, Bindable.listOf(Entry.class)).orElse(List.of());
    for (int i = 0; i < entries.size(); i++) {
      if (!entries.get(i).isEmpty()) {
        clients.add(client(entries.get(i), PROPERTY + "[" + i + "]", fingerprints));
      }
    }
    return clients;
  }

  private static ApiClient client(Entry entry, String place, Fingerprint fingerprints) {
    String name = name(entry.name(), place + ".name");
    List<String> secrets = some(entry.secrets(), place + ".secrets");
    List<ApiSecret> parsed = new ArrayList<>();
    for (int i = 0; i < secrets.size(); i++) {
      if (!secrets.get(i).isBlank()) {
        parsed.add(ApiSecret.parse(secrets.get(i), place + ".secrets[" + i + "]", fingerprints));
      }
    }
    return new ApiClient(
        Caller.client(name, scopes(some(entry.scopes(), place + ".scopes"), place + ".scopes")),
        parsed);
  }

  private static String name(@Nullable String name, String place) {
    String problem = ClientName.problem(name);
    if (problem != null || name == null) {
      throw new InvalidApiCredentialsException(place + " " + problem + ".");
    }
    return name;
  }

  private static Set<Scope> scopes(List<String> texts, String place) {
    Set<Scope> scopes = EnumSet.noneOf(Scope.class);
    for (int i = 0; i < texts.size(); i++) {
      int index = i;
      scopes.add(
          Scope.of(texts.get(i).strip())
              .orElseThrow(() ->
                  new InvalidApiCredentialsException(
                      place
                          + "["
                          + index
                          + "] is no scope; these are: "
                          + Arrays.stream(Scope.values())
                              .map(Scope::text)
                              .collect(Collectors.joining(", ")))));
    }
    return scopes;
  }

  private static List<String> some(@Nullable List<String> list, String place) {
    if (list == null || isEmpty(list)) {
      throw new InvalidApiCredentialsException(place + " must not be empty.");
    }
    return list;
  }

  private static boolean isEmpty(@Nullable List<String> list) {
    return list == null || list.stream().allMatch(String::isBlank);
  }
}

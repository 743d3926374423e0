package io.paymentdone.testsupport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An operation of an OpenAPI document, and who may call it.
 *
 * @param scopes of which a client needs one, however it logs in
 * @param isForUsers whether a user may, for themselves
 */
public record ApiOperation(String method, String path, Set<String> scopes, boolean isForUsers) {

  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

  /**
   * Those of a document.
   *
   * @throws IllegalArgumentException if one lets clients with HTTP Basic do other things than
   *     clients with tokens
   */
  public static List<ApiOperation> of(String document) {
    List<ApiOperation> operations = new ArrayList<>();
    for (var path : JsonMapper.shared().readTree(document).path("paths").properties()) {
      for (var operation : path.getValue().properties()) {
        if (METHODS.contains(operation.getKey())) {
          operations.add(of(operation.getKey(), path.getKey(), operation.getValue()));
        }
      }
    }
    return operations;
  }

  private static ApiOperation of(String method, String path, JsonNode operation) {
    Set<String> basic = new TreeSet<>();
    Set<String> bearer = new TreeSet<>();
    for (JsonNode way : operation.path("security")) {
      way.path("basic").forEach(scope -> basic.add(scope.stringValue()));
      way.path("bearer").forEach(scope -> bearer.add(scope.stringValue()));
    }
    boolean users = bearer.remove("user");
    if (!basic.equals(bearer)) {
      throw new IllegalArgumentException(path + ": " + basic + " by HTTP Basic, " + bearer);
    }
    return new ApiOperation(method.toUpperCase(Locale.ROOT), path, basic, users);
  }

  /** Method and path, with a value for each variable in it. */
  public String request(String value) {
    return method + " " + path.replaceAll("\\{[^}]+}", value);
  }
}

package io.paymentdone.payment.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The payment service's database and roles, made by the very statements of the deployment. */
final class DeployedRoles {

  static final String DATABASE = "payment";
  static final String OWNER = "payment_owner";
  static final String APPLICATION = "payment_app";
  static final String RELAY = "payment_replication";
  static final String PASSWORD = "secret";

  private static final Path SCRIPT = Path.of("../k8s/overlays/dev/create-databases.sh");
  private static final Pattern STATEMENTS =
      Pattern.compile("<<'SQL'\\n(.*?)\\nSQL\\n", Pattern.DOTALL);
  private static final Pattern PRIVILEGES =
      Pattern.compile("^database payment .* \"(?<list>[^\"]+)\"$", Pattern.MULTILINE);

  private DeployedRoles() {}

  /** Runs the script's statements for the database {@code payment}. */
  static void create(ConnectionTo connectionTo) throws IOException, SQLException {
    String script = Files.readString(SCRIPT);
    List<String> parts = STATEMENTS.matcher(script).results().map(part -> part.group(1)).toList();
    String[] database = parts.get(0).split("\\\\connect[^\n]*\n", 2);
    run(connectionTo, "postgres", replaceVariables(database[0], script));
    run(connectionTo, DATABASE, replaceVariables(database[1], script));
    run(connectionTo, DATABASE, replaceVariables(parts.get(1), script));
  }

  /** As psql does: {@code :"identifier"}, {@code :'literal'} and {@code :text}. */
  private static String replaceVariables(String sql, String script) {
    MatchResult privileges = PRIVILEGES.matcher(script).results().findFirst().orElseThrow();
    String replaced = sql;
    for (Map.Entry<String, String> variable :
        Map.of(
                ":\"name\"",
                DATABASE,
                ":\"owner\"",
                OWNER,
                ":\"app\"",
                APPLICATION,
                ":'owner_password'",
                "'" + PASSWORD + "'",
                ":'app_password'",
                "'" + PASSWORD + "'",
                ":'replication_password'",
                "'" + PASSWORD + "'",
                ":app_privileges",
                privileges.group("list"))
            .entrySet()) {
      replaced = replaced.replace(variable.getKey(), variable.getValue());
    }
    return replaced;
  }

  private static void run(ConnectionTo connectionTo, String database, String sql)
      throws SQLException {
    try (Connection connection = connectionTo.database(database);
        Statement statement = connection.createStatement()) {
      for (String one : sql.replaceAll("(?m)^--.*$", "").split(";", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
  }

  /** Connects a superuser. */
  interface ConnectionTo {
    Connection database(String name) throws SQLException;
  }
}

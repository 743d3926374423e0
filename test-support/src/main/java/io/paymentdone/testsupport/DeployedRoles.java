package io.paymentdone.testsupport;

import io.paymentdone.servers.process.PackagedServices;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A service's database and roles, made by the very statements of the deployment. */
public final class DeployedRoles {

  /** The relay's role; the payment service alone has one. */
  public static final String RELAY = "payment_replication";

  private static final String PAYMENT = "payment";
  private static final String SCRIPT = "k8s/overlays/dev/create-databases.sh";
  private static final Pattern STATEMENTS =
      Pattern.compile("<<'SQL'\\n(.*?)\\nSQL\\n", Pattern.DOTALL);

  private DeployedRoles() {}

  /** The role that owns the schema of a database, and migrates it. */
  public static String owner(String database) {
    return database + "_owner";
  }

  /** The role of the service that uses a database. */
  public static String application(String database) {
    return database + "_app";
  }

  /**
   * Makes a database and its roles.
   *
   * @param superuser connects to a database by its name
   * @param database {@code payment} or {@code notification}
   * @param passwords the password of a role by its name
   */
  public static void create(
      ConnectionTo superuser, String database, UnaryOperator<String> passwords)
      throws IOException, SQLException {
    String script = Files.readString(PackagedServices.project().resolve(SCRIPT));
    List<String> parts = STATEMENTS.matcher(script).results().map(part -> part.group(1)).toList();
    String[] roles = parts.get(0).split("\\\\connect[^\n]*\n", 2);
    Map<String, String> variables =
        Map.of(
            ":\"name\"",
            database,
            ":\"owner\"",
            owner(database),
            ":\"app\"",
            application(database),
            ":'owner_password'",
            literal(passwords.apply(owner(database))),
            ":'app_password'",
            literal(passwords.apply(application(database))),
            ":'replication_password'",
            literal(passwords.apply(RELAY)),
            ":app_privileges",
            privileges(database, script));
    run(superuser, "postgres", roles[0], variables);
    run(superuser, database, roles[1], variables);
    if (database.equals(PAYMENT)) {
      run(superuser, database, parts.get(1), variables);
    }
  }

  private static String privileges(String database, String script) {
    return Pattern.compile(
            "^database " + database + " [^\\n]*(?:\\\\\\n[^\\n]*)?\"(?<list>[a-z, ]+)\"$",
            Pattern.MULTILINE)
        .matcher(script)
        .results()
        .findFirst()
        .map((MatchResult line) -> line.group("list"))
        .orElseThrow();
  }

  private static String literal(String text) {
    return "'" + text + "'";
  }

  /** Replaces variables as psql does: {@code :"identifier"}, {@code :'literal'}, {@code :text}. */
  private static void run(
      ConnectionTo superuser, String database, String sql, Map<String, String> variables)
      throws SQLException {
    String statements = sql.replaceAll("(?m)^--.*$", "");
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      statements = statements.replace(variable.getKey(), variable.getValue());
    }
    try (Connection connection = superuser.database(database);
        Statement statement = connection.createStatement()) {
      for (String one : statements.split(";", -1)) {
        if (!one.isBlank()) {
          statement.execute(one);
        }
      }
    }
  }

  /** Connects a superuser. */
  public interface ConnectionTo {

    /** A connection to the database of this name. */
    Connection database(String name) throws SQLException;
  }
}

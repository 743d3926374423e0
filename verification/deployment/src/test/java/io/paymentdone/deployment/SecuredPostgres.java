package io.paymentdone.deployment;

import static java.util.Objects.requireNonNull;

import io.paymentdone.servers.Ports;
import io.paymentdone.servers.PostgresServer;
import io.paymentdone.servers.PrivateDirectory;
import io.paymentdone.testsupport.DeployedRoles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A PostgreSQL server that refuses sessions without TLS, with the roles of the deployment. */
final class SecuredPostgres implements AutoCloseable {

  /** The certificate that the authority must have issued. */
  static final String NAME = "postgres";

  /** Nothing here is for sessions without TLS, so there are none. */
  private static final String RULES = "hostssl all all 127.0.0.1/32 scram-sha-256\n";

  private final Path home;
  private final PostgresServer server;

  /**
   * Sessions of a role.
   *
   * @param encrypted how many of them use TLS
   */
  record Sessions(long all, long encrypted) {}

  private SecuredPostgres(Path home, PostgresServer server) {
    this.home = home;
    this.server = server;
  }

  /**
   * Starts it.
   *
   * @param passwords of the roles, by their names
   */
  static SecuredPostgres start(
      Path directory, Certificates certificates, Map<String, String> passwords) throws Exception {
    Path home = PrivateDirectory.open(directory);
    write(home.resolve("rules.conf"), RULES);
    write(home, certificates, NAME);
    PostgresServer server =
        PostgresServer.start(
            home,
            Ports.free(),
            // The rules are looked for from where the server starts, the rest from its data.
            Map.of(
                "hba_file",
                "rules.conf",
                "ssl",
                "on",
                "ssl_cert_file",
                "../server.crt",
                "ssl_key_file",
                "../server.key"));
    SecuredPostgres postgres = new SecuredPostgres(home, server);
    try {
      for (String database : List.of("payment", "notification")) {
        DeployedRoles.create(
            server::connect, database, role -> requireNonNull(passwords.get(role), role));
      }
      return postgres;
    } catch (Exception e) {
      postgres.close();
      throw e;
    }
  }

  /** Shows the certificate of that name from now on, to new sessions. */
  void show(Certificates certificates, String name) throws IOException, SQLException {
    write(home, certificates, name);
    execute("select pg_reload_conf()");
  }

  private static void write(Path home, Certificates certificates, String name) throws IOException {
    write(home.resolve("server.crt"), Files.readString(certificates.certificate(name)));
    write(home.resolve("server.key"), Files.readString(certificates.key(name)));
  }

  private static void write(Path file, String text) throws IOException {
    Files.writeString(PrivateDirectory.createFile(file), text);
  }

  /** What a service is to connect to: a server that shows a certificate of this authority. */
  String url(String database, Path authority) {
    return "jdbc:postgresql://localhost:"
        + server.port()
        + "/"
        + database
        + "?sslmode=verify-full&sslrootcert="
        + authority;
  }

  /** A URL for a client that wants no TLS. */
  String plainUrl(String database) {
    return server.jdbcUrl(database) + "?sslmode=disable";
  }

  /** Sessions of the services, by role; {@code walsender} are those that stream the WAL. */
  Map<String, Sessions> sessions() throws SQLException {
    Map<String, Sessions> sessions = new TreeMap<>();
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                """
                select case backend_type when 'walsender' then 'walsender' else usename end,
                       count(*), count(*) filter (where ssl)
                from pg_stat_activity join pg_stat_ssl using (pid)
                where usename is not null and usename <> 'postgres'
                group by 1
                """)) {
      while (rows.next()) {
        sessions.put(rows.getString(1), new Sessions(rows.getLong(2), rows.getLong(3)));
      }
    }
    return sessions;
  }

  /** Ends all sessions of the services. */
  void endSessions() throws SQLException {
    execute("select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'postgres'");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = server.connect("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}

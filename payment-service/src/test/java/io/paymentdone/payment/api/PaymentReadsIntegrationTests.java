package io.paymentdone.payment.api;

import static io.paymentdone.payment.PaymentClient.assertProblem;
import static io.paymentdone.payment.PaymentClient.json;
import static io.paymentdone.payment.PaymentClient.payment;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.payment.PaymentClient;
import io.paymentdone.payment.PaymentServiceTest;
import io.paymentdone.payment.Replica;
import io.paymentdone.web.paging.Cursor;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@PaymentServiceTest
class PaymentReadsIntegrationTests {

  private static final Cursor SINCE = new Cursor("payments of all users", "");

  private final String user = "user-" + UUID.randomUUID();

  @LocalServerPort private int port;
  @Autowired private JdbcClient jdbc;
  @Autowired private JdbcConnectionDetails database;
  @Autowired private KafkaConnectionDetails kafka;
  private PaymentClient client;

  @BeforeEach
  void connect() {
    client = new PaymentClient(port);
  }

  @Test
  void findsThePaymentOfAKeyQuotedOrBare() {
    String stored = client.pay(payment(user), "Idempotency-Key", user).body();

    for (String form : List.of(user, encode('"' + user + '"'))) {
      HttpResponse<String> found = client.get("/payments?idempotencyKey=" + form);
      assertThat(found.body()).isEqualTo("{\"items\":[" + stored + "],\"next\":null}");
    }
    assertThat(client.get("/payments?idempotencyKey=" + user + "-other").body())
        .isEqualTo("{\"items\":[],\"next\":null}");
  }

  @Test
  void wantsExactlyOneSelectionAndWhatGoesWithIt() {
    assertRefused("", "?userId");
    assertRefused("?limit=1", "?userId");
    assertRefused("?userId=u&since=", "?userId", "?since");
    assertRefused("?userId=u&idempotencyKey=k", "?userId", "?idempotencyKey");
    assertRefused("?since=&idempotencyKey=k&userId=u", "?userId", "?idempotencyKey", "?since");
    assertRefused("?since=&after=x", "?after");
    assertRefused("?idempotencyKey=k&after=x&currency=EUR", "?after", "?currency");
  }

  @Test
  void refusesBadKeysAndFilters() {
    assertRefused("?idempotencyKey=", "?idempotencyKey");
    assertRefused("?idempotencyKey=" + "k".repeat(256), "?idempotencyKey");
    assertRefused("?idempotencyKey=k,k", "?idempotencyKey");
    assertRefused("?idempotencyKey=%C3%A9", "?idempotencyKey");
    for (String selection : List.of("?since=", "?userId=" + user)) {
      assertRefused(selection + "&limit=101", "?limit");
      for (String time : List.of("", "yesterday", "2026-01-01", "%2B10000-01-01T00:00:00Z")) {
        assertRefused(selection + "&createdFrom=" + time, "?createdFrom");
        assertRefused(selection + "&createdUntil=" + time, "?createdUntil");
      }
      for (String amount : List.of("", "0", "-1", "1.5", "1000000000000", "%2B1")) {
        assertRefused(selection + "&amountMin=" + amount, "?amountMin");
        assertRefused(selection + "&amountMax=" + amount, "?amountMax");
      }
      for (String currency : List.of("", "eur", "EURO")) {
        assertRefused(selection + "&currency=" + currency, "?currency");
      }
      assertRefused(selection + "&amountMin=2&amountMax=1", "?amountMin");
      assertRefused(
          selection + "&createdFrom=2026-01-02T00:00:00Z&createdUntil=2026-01-01T00:00:00Z",
          "?createdFrom");
    }
  }

  @Test
  void refusesCursorsThatItDidNotGiveOut() {
    client.pay(payment(user));
    client.pay(payment(user));
    String ofUser = next(client.get("/payments?limit=1&userId=" + user));
    String cursor = next(client.get("/payments?limit=1&since="));

    assertThat(client.get("/payments?since=" + cursor).statusCode()).isEqualTo(200);
    for (String forged :
        List.of("x", cursor + "A", ofUser, SINCE.write(-1), SINCE.write(1, 1), "%00")) {
      assertProblem(client.get("/payments?since=" + forged), 400, "invalid-cursor");
    }
    assertProblem(
        client.get("/payments?userId=" + user + "&after=" + cursor), 400, "invalid-cursor");
  }

  /** It would skip in silence what is stored until the sequence has come there again. */
  @Test
  void refusesACursorOfAStateThatTheDatabaseDoesNotHave() {
    assertThat(client.get("/payments?since=" + SINCE.write(newest())).statusCode()).isEqualTo(200);
    HttpResponse<String> ahead = client.get("/payments?since=" + SINCE.write(newest() + 1));

    assertProblem(ahead, 400, "invalid-cursor");
    assertThat(json(ahead).get("detail").asString()).contains("restored");
  }

  @Test
  void readsAllUsersInTheOrderOfTheirPaymentsPageByPage() {
    Poller poller = new Poller(end(), "&limit=2");
    List<String> ids = IntStream.range(0, 5).mapToObj(i -> pay(user + "-" + i % 2)).toList();

    IntStream.range(0, 3).forEach(i -> poller.poll(client));
    assertThat(poller.ids).isEqualTo(ids);

    poller.poll(client);
    assertThat(poller.ids).hasSize(5);
    String later = pay(user);
    poller.poll(client);
    assertThat(poller.ids).hasSize(6).endsWith(later);
  }

  @Test
  void beginsAtTheFirstPayment() {
    pay(user);
    String first =
        jdbc.sql("select id::text from payment order by seq limit 1").query(String.class).single();

    JsonNode page = json(client.get("/payments?since=&limit=1"));
    assertThat(page.at("/items/0/id").asString()).isEqualTo(first);
  }

  @Test
  void doesNotSkipWhatIsCommittedLate() throws SQLException {
    Poller poller = new Poller(end(), "&limit=2");
    String late;
    List<String> posted;
    try (Connection rival = transaction()) {
      late = insert(rival);
      posted = List.of(pay(user), pay(user), pay(user));

      poller.poll(client);
      poller.poll(client);
      assertThat(poller.ids).isEmpty();
      rival.commit();
    }

    await().atMost(10, SECONDS).until(() -> poller.poll(client) == 0 && !poller.ids.isEmpty());
    assertThat(poller.ids).containsExactly(late, posted.get(0), posted.get(1), posted.get(2));
  }

  @Test
  void doesNotWaitForWhatIsRolledBack() throws SQLException {
    Poller poller = new Poller(end(), "");
    String posted;
    try (Connection rival = transaction()) {
      insert(rival);
      posted = pay(user);
      assertThat(poller.poll(client)).isZero();
      rival.rollback();
    }

    poller.poll(client);
    assertThat(poller.ids).containsExactly(posted);
  }

  /** A dump, for example: it holds a snapshot, and writes nothing. */
  @Test
  void doesNotWaitForWhoOnlyReads() throws SQLException {
    Poller poller = new Poller(end(), "");
    try (Connection reader = transaction();
        Statement statement = reader.createStatement()) {
      statement.execute("select count(*) from payment");
      String posted = pay(user);

      poller.poll(client);
      assertThat(poller.ids).containsExactly(posted);
    }
  }

  @Test
  void findsEachPaymentOnceWhileManyArePosted() throws Exception {
    Poller poller = new Poller(end(), "&limit=7");
    AtomicBoolean ended = new AtomicBoolean();
    try (Replica replica = replica();
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<PaymentClient> clients = List.of(client, replica.client());
      List<Future<List<String>>> posting =
          IntStream.range(0, 8)
              .mapToObj(number -> executor.submit(() -> payAll(clients, user + "-" + number, 60)))
              .toList();
      Future<List<String>> slow = executor.submit(() -> insertSlowly(ended));
      // The replicas share cursors.
      for (int i = 0; i % 20 != 0 || !posting.stream().allMatch(Future::isDone); i++) {
        poller.poll(clients.get(i % 2));
      }
      ended.set(true);

      Map<String, List<String>> posted = new HashMap<>();
      for (int number = 0; number < posting.size(); number++) {
        posted.put(user + "-" + number, posting.get(number).get());
      }
      posted.put(user, slow.get());
      int all = posted.values().stream().mapToInt(List::size).sum();
      await().atMost(20, SECONDS).until(() -> poller.poll(client) == 0 && poller.ids.size() >= all);
      assertThat(poller.ids).hasSize(all).doesNotHaveDuplicates();
      assertThat(poller.byUser).isEqualTo(posted);
    }
  }

  @Test
  void filters() {
    String before = end();
    pay(user, 100, "EUR");
    String mid = pay(user, 200, "EUR");
    pay(user, 200, "USD");
    pay(user, 300, "EUR");
    String midCreated = json(client.get("/payments/" + mid)).get("createdAt").asString();

    for (String list : List.of("?userId=" + user, "?since=" + before)) {
      assertThat(amounts(list)).hasSize(4);
      assertThat(amounts(list + "&currency=EUR")).containsExactlyInAnyOrder(100L, 200L, 300L);
      assertThat(amounts(list + "&currency=DEM")).isEmpty();
      assertThat(amounts(list + "&amountMin=200")).containsExactlyInAnyOrder(200L, 200L, 300L);
      assertThat(amounts(list + "&amountMax=200")).containsExactlyInAnyOrder(100L, 200L, 200L);
      assertThat(amounts(list + "&amountMin=200&amountMax=200&currency=USD")).containsExactly(200L);
      assertThat(amounts(list + "&createdFrom=" + midCreated)).contains(200L, 300L).hasSize(3);
      assertThat(amounts(list + "&createdUntil=" + midCreated)).containsExactly(100L);
      // Even less than half a microsecond later is later.
      String later = midCreated.replaceFirst("(\\.\\d+)?Z", "") + fraction(midCreated) + "4Z";
      assertThat(amounts(list + "&createdFrom=" + later)).hasSize(2);
      assertThat(amounts(list + "&createdFrom=" + encode(midCreated.replace("Z", "+00:00"))))
          .hasSize(3);
    }
  }

  @Test
  void pagesWithAFilterGoOnWhereTheyEnded() {
    String before = end();
    List<String> euros = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      euros.add(pay(user, i, "EUR"));
      pay(user, i, "USD");
    }

    Poller poller = new Poller(before, "&limit=2&currency=EUR");
    IntStream.range(0, 3).forEach(i -> poller.poll(client));
    assertThat(poller.ids).isEqualTo(euros);

    List<String> listed = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = json(client.get("/payments?limit=2&currency=EUR&userId=" + user + after));
      page.get("items").forEach(item -> listed.add(item.get("id").asString()));
      after = page.get("next").isNull() ? "" : "&after=" + page.get("next").asString();
    } while (!after.isEmpty());
    assertThat(listed).isEqualTo(euros.reversed());
  }

  /** One request reads a part of a table that its filter lets little of pass. */
  @Test
  void goesOnAfterAPageWithoutAMatch() {
    Poller poller = new Poller(end(), "&amountMin=2");
    String first = pay(user, 2, "EUR");
    jdbc.sql(
            """
            insert into payment (id, caller, user_id, amount, currency, created_at, traceparent)
            select gen_random_uuid(), 'anonymous', ?, 1, 'EUR', '2001-01-01', ''
            from generate_series(1, 10500)
            """)
        .param(user)
        .update();
    String last = pay(user, 2, "EUR");

    assertThat(poller.poll(client)).isOne();
    assertThat(poller.poll(client)).isOne();
    assertThat(poller.ids).containsExactly(first, last);

    JsonNode page = json(client.get("/payments?amountMin=2&userId=" + user));
    assertThat(page.at("/items")).hasSize(1);
    assertThat(page.at("/items/0/id").asString()).isEqualTo(last);
    page =
        json(
            client.get(
                "/payments?amountMin=2&userId=" + user + "&after=" + page.get("next").asString()));
    assertThat(page.at("/items/0/id").asString()).isEqualTo(first);
    assertThat(page.get("next").isNull()).isTrue();
  }

  /** Reads all payments from a cursor on. */
  private static final class Poller {

    private final List<String> ids = new ArrayList<>();
    private final Map<String, List<String>> byUser = new HashMap<>();
    private final String parameters;
    private String cursor;

    private Poller(String cursor, String parameters) {
      this.cursor = cursor;
      this.parameters = parameters;
    }

    /** Reads a page; how many items it had. */
    private int poll(PaymentClient client) {
      HttpResponse<String> response = client.get("/payments?since=" + cursor + parameters);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      JsonNode page = json(response);
      for (JsonNode item : page.get("items")) {
        ids.add(item.get("id").asString());
        byUser
            .computeIfAbsent(item.get("userId").asString(), absent -> new ArrayList<>())
            .add(item.get("id").asString());
      }
      cursor = page.get("next").asString();
      return page.get("items").size();
    }
  }

  /** The cursor after all that is there. */
  private String end() {
    return SINCE.write(newest());
  }

  private long newest() {
    return jdbc.sql("select coalesce(max(seq), 0) from payment").query(Long.class).single();
  }

  private static String next(HttpResponse<String> page) {
    return json(page).get("next").asString();
  }

  private List<Long> amounts(String query) {
    List<Long> amounts = new ArrayList<>();
    json(client.get("/payments" + query))
        .get("items")
        .forEach(item -> amounts.add(item.get("amount").longValue()));
    return amounts;
  }

  /** The fraction of its second with six digits. */
  private static String fraction(String time) {
    String digits = time.contains(".") ? time.replaceFirst(".*\\.(\\d+)Z", "$1") : "";
    return "." + digits + "0".repeat(6 - digits.length());
  }

  private String pay(String payer) {
    return pay(payer, 1250, "EUR");
  }

  private String pay(String payer, long amount, String currency) {
    return id(
        client.pay(payment(payer).replace("1250", Long.toString(amount)).replace("EUR", currency)));
  }

  /** One after the other, each third one twice: a repeat leaves a hole in the sequence. */
  private static List<String> payAll(List<PaymentClient> clients, String payer, int count) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String key = payer + "-" + i;
      ids.add(id(clients.get(i % 2).pay(payment(payer), "Idempotency-Key", key)));
      if (i % 3 == 0) {
        clients.get(0).pay(payment(payer), "Idempotency-Key", key);
      }
    }
    return ids;
  }

  /** Payments that are each committed some time after they have their place. */
  private List<String> insertSlowly(AtomicBoolean ended) throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection rival = transaction();
        Statement statement = rival.createStatement()) {
      while (!ended.get()) {
        ids.add(insert(rival));
        statement.execute("select pg_sleep(0.02)");
        rival.commit();
      }
    }
    return ids;
  }

  private static String id(HttpResponse<String> stored) {
    assertThat(stored.statusCode()).as(stored.body()).isEqualTo(201);
    return json(stored).get("id").asString();
  }

  /** As the writer does, without an event. */
  private String insert(Connection connection) throws SQLException {
    UUID id = UUID.randomUUID();
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into payment (id, caller, user_id, amount, currency, created_at, traceparent)
            values (?, 'anonymous', ?, 1, 'EUR', now(), '')
            """)) {
      insert.setObject(1, id);
      insert.setString(2, user);
      insert.executeUpdate();
    }
    return id.toString();
  }

  private Connection transaction() throws SQLException {
    Connection connection =
        DriverManager.getConnection(
            database.getJdbcUrl(), database.getUsername(), database.getPassword());
    connection.setAutoCommit(false);
    return connection;
  }

  private Replica replica() {
    return Replica.start(
        database.getJdbcUrl(),
        Optional.ofNullable(database.getUsername()).orElseThrow(),
        Optional.ofNullable(database.getPassword()).orElseThrow(),
        String.join(",", kafka.getBootstrapServers()));
  }

  private void assertRefused(String query, String... pointers) {
    HttpResponse<String> refused = client.get("/payments" + query);
    assertProblem(refused, 400, "invalid-request");
    List<String> found = new ArrayList<>();
    json(refused).get("errors").forEach(error -> found.add(error.get("pointer").asString()));
    assertThat(found).as(query).containsExactly(pointers);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}

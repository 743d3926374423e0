package io.paymentdone.localstack;

import static io.paymentdone.localstack.AccessibilityCheck.assertAccessible;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paymentdone.console.ConsoleApplication;
import io.paymentdone.events.Topics;
import io.paymentdone.servers.Ports;
import io.paymentdone.servers.process.JvmOptions;
import io.paymentdone.servers.process.ServiceProcess;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;
import tools.jackson.databind.JsonNode;

/** The console's page, on the whole stack. Each test can be run alone, as a test that failed is. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ConsolePageSystemTests extends PageInBrowser {

  private static final Duration CACHES_TIMEOUT = Duration.ofMinutes(6);

  /**
   * Training runs of the caches begin at Ready and take both cores for a minute or two: a fourth
   * consumer then starts in 70 to 150 s, beside 12 s with the cache.
   */
  @BeforeAll
  @Timeout(value = 7, unit = TimeUnit.MINUTES)
  static void awaitCaches() {
    await().atMost(CACHES_TIMEOUT).until(launcher::hasCaches);
  }

  @Test
  @Order(0)
  void tellsOfAPaymentWithinHalfASecond() throws Exception {
    Client client = new Client(launcher);
    try (LiveStream stream = LiveStream.open(launcher.consolePort())) {
      stream.awaitEvent("ready");
      List<Long> millis = new ArrayList<>();
      for (int i = 1; i <= 20; i++) {
        assertThat(client.pay(1, "user" + i, null).statusCode()).isEqualTo(201);
        long accepted = System.nanoTime();
        stream.awaitRead(i);
        millis.add(Duration.ofNanos(System.nanoTime() - accepted).toMillis());
      }
      // Median: about 150 ms, most of it until the member reports.
      assertThat(millis.stream().sorted().skip(10).findFirst().orElseThrow()).isLessThan(500L);
    }
  }

  @Test
  @Order(1)
  void showsTheGroupAndWhatItReads() {
    sendPayments(30);

    soon(() -> assertThat(browser.text("#banner-title")).contains("3 consumers for 3 partitions"));
    soon(() -> assertThat(browser.text("#flow-rate")).matches("[1-9]\\d* in, \\d+ out per second"));
    awaitLive();
    soon(() -> assertThat(browser.text("#lanes-text")).contains("Partition 2: read by"));
    soon(() ->
        assertThat(browser.text("#ruler-text")).containsPattern("Partition 2: committed .+, end"));
    // One run at a time: what the console would refuse is not offered.
    assertThat(
            browser
                .run("return document.querySelector('#traffic-form [type=submit]').disabled")
                .booleanValue())
        .isTrue();
  }

  @Test
  @Order(2)
  void findsTheHotUserAndSendsTheLookupWhereTheRecordsGo() throws Exception {
    havePayments();
    String hotUser = get("/api/traffic").path("hotUser").stringValue();

    soon(() ->
        assertThat(
                browser.run("return document.querySelector('#hot li')?.dataset.user").asString(""))
            .isEqualTo(hotUser));
    // Longer than two of the list's ticks: the row stays what it was when the button went down.
    browser.clickSlowly("#hot li[data-user='" + hotUser + "'] button", Duration.ofMillis(2_500));
    soon(() -> assertThat(browser.text("#lookup .route")).startsWith(hotUser));

    String lookedUp =
        browser.run("return document.querySelector('#lookup .route').dataset.route").stringValue();
    soon(() -> {
      JsonNode feed =
          get(launcher.notificationPort(1), "/notifications?limit=20&userId=" + hotUser)
              .path("items");
      assertThat(feed.size()).isPositive();
      assertThat(feed)
          .allSatisfy(item -> assertThat(item.path("partition").asString()).isEqualTo(lookedUp));
    });
  }

  @Test
  @Order(3)
  void aFourthConsumerIsIdleAndNoPartitionStops() {
    havePayments();
    browser.click("#replica-controls button[data-key=plus]");

    soon(() -> assertThat(browser.text("#banner-title")).contains("4 consumers", "1 idle"));
    soon(() -> assertThat(browser.text(".member.idle .chip")).contains("idle"));
    // Its figures come when every partition has moved on.
    soon(() ->
        assertThat(browser.text(".card[data-cause=join]"))
            .contains("P0, P1 and P2 were not touched, longest"));
  }

  @Test
  @Order(4)
  void killedWithMinusNineTimesOutAndLeavesAGap() {
    havePayments();
    // One that has partitions, and whose button is there: on a busy machine a card may come before
    // it.
    String victim =
        await()
            .atMost(SOON)
            .until(
                () ->
                    browser
                        .run(
                            "return document.querySelector('.member:not(.idle) button.danger')"
                                + "?.closest('.member').dataset.member ?? ''")
                        .stringValue(),
                name -> !name.isEmpty());
    browser.run(PageScripts.RECORD_SILENCE);
    browser.click(".member[data-member='" + victim + "'] button.danger");

    soon(() ->
        assertThat(silence("members"))
            .anySatisfy(text ->
                assertThat(text)
                    .contains(victim, "killed")
                    .containsPattern(
                        "has not answered for \\d s; at about 10 s its partition goes to another;"
                            + " \\d+ payment")));
    soon(() -> {
      List<Integer> seconds = silentSeconds(victim);
      assertThat(seconds).isNotEmpty();
      assertThat(seconds.getLast()).isGreaterThan(seconds.getFirst());
    });
    soon(() -> assertThat(browser.text(".card[data-cause=timeout] h3")).contains(victim));
    soon(() ->
        assertThat(browser.text(".card[data-cause=timeout] .figures b"))
            .matches("(?s)[\\d.]+ s.*"));
    browser.run("clearInterval(silenceRecorder)");
    // The page shows a rebalance while it goes on; the history has it when it is over.
    soon(() -> assertThat(timeoutsOf(victim)).isNotEmpty());
    JsonNode card = timeoutsOf(victim).getFirst();
    // The coordinator's session is 10 s; its last sign was at most a second before the kill.
    assertThat(card.path("ownershipGapMillisMax").longValue()).isBetween(8_000L, 30_000L);
    assertThat(card.path("dataGapMillisMax").longValue()).isBetween(7_000L, 30_000L);
    assertThat(card.path("kept").size()).isEqualTo(2);
  }

  /** What {@link PageScripts#RECORD_SILENCE} has seen, in order. */
  private static List<String> silence(String of) {
    return browser
        .run("return [...silence[arguments[0]]]", of)
        .valueStream()
        .map(JsonNode::stringValue)
        .toList();
  }

  /** As the banner counted them. */
  private static List<Integer> silentSeconds(String victim) {
    Pattern pattern = Pattern.compile(Pattern.quote(victim) + " has not answered for (\\d+) s");
    return silence("sentences").stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(matcher -> Integer.parseInt(matcher.group(1)))
        .toList();
  }

  /** Complete rebalances that a silent member set off, newest first. */
  private static List<JsonNode> timeouts() {
    return get("/api/rebalances")
        .path("items")
        .valueStream()
        .filter(card -> card.path("triggers").path(0).path("cause").asString("").equals("timeout"))
        .toList();
  }

  /** A machine that stalls for ten seconds times others out as well. */
  private static List<JsonNode> timeoutsOf(String clientId) {
    return timeouts().stream()
        .filter(
            card -> card.path("triggers").path(0).path("clientId").asString("").equals(clientId))
        .toList();
  }

  @Test
  @Order(5)
  void putsADeadLetterBackOnTheTopic() throws Exception {
    browser.type("#payment-form [name=userId]", "user1");
    browser.click("#poison-send");

    soon(() -> assertThat(browser.text("#dead [data-dead]")).contains("bad-header", "hi there"));
    soon(() ->
        assertThat(browser.text("[data-poison=put-aside]"))
            .containsPattern("at partition \\d, offset [^,]+, where the payments of user1 are")
            .contains("The partition has gone on", "in the panel “Dead letters” now"));
    assertThat(
            browser
                .run("return document.querySelector('#poison-command pre').textContent")
                .stringValue())
        .contains("| bin/kafka console-producer --bootstrap-server " + bootstrapServers());
    String id =
        browser
            .run("return document.querySelector('#dead [data-dead]').dataset.dead")
            .stringValue();
    browser.click("#dead [data-dead='" + id + "'] button");

    soon(() ->
        assertThat(browser.text("#dead [data-dead='" + id + "']"))
            .contains("Put back on the topic", "put back once"));
    // It is still no event.
    soon(() ->
        assertThat(
                browser
                    .run(
                        "return document.querySelectorAll('#dead [data-reason=bad-header]').length")
                    .intValue())
            .isEqualTo(2));
    assertThat(get("/api/dead-letters").path("items").path(1).path("redrives").intValue())
        .isEqualTo(1);
  }

  /** Whichever test ran before. */
  private static void havePayments() {
    if (!get("/api/traffic").path("state").asString("").equals("sending")) {
      sendPayments(30);
    }
  }

  /** A rebalance that a silent member set off, whichever test ran before. */
  private static JsonNode haveATimeout() throws Exception {
    if (timeouts().isEmpty()) {
      havePayments();
      assertThat(new Client(launcher).endReplica(1, "kill").statusCode()).isEqualTo(200);
      soon(() -> assertThat(timeouts()).isNotEmpty());
    }
    return timeouts().getFirst();
  }

  /** Ends the payments that are sent, if any are, and sends others. */
  private static void sendPayments(int perSecond) {
    stopPayments();
    browser.type("[name=ratePerSecond]", Integer.toString(perSecond));
    browser.type("[name=users]", "10");
    browser.type("[name=hotUserShare]", "40");
    browser.type("[name=seconds]", "600");
    // After a run the last payments are searched in the feeds first.
    soon(() ->
        assertThat(browser.text("#traffic-form button[type=submit]:not(:disabled)")).isNotEmpty());
    browser.click("#traffic-form button[type=submit]");
    soon(() -> assertThat(browser.text("#traffic-stop:not(:disabled)")).isEqualTo("Stop"));
  }

  private static void stopPayments() {
    if (!browser.text("#traffic-stop:not(:disabled)").isEmpty()) {
      browser.click("#traffic-stop");
    }
    soon(() -> assertThat(browser.text("#traffic-stop:disabled")).isEqualTo("Stop"));
  }

  /** Of one that no test has killed. */
  private static int runningNotificationPort() {
    return get("/api/replicas")
        .path("replicas")
        .valueStream()
        .filter(replica -> replica.path("state").asString("").equals("running"))
        .findFirst()
        .orElseThrow()
        .path("port")
        .intValue();
  }

  /** As the launcher tells the user. */
  private static String bootstrapServers() throws IOException {
    Matcher kafka = Pattern.compile("Kafka +(\\S+:\\d+)").matcher(launcher.output());
    assertThat(kafka.find()).isTrue();
    return kafka.group(1);
  }

  @Test
  @Order(6)
  void endsWithTheLedgerOfThePostgresDatabases() {
    sendPayments(30);
    soon(() -> assertThat(get("/api/ledger").path("inFeeds").longValue()).isGreaterThan(100));
    stopPayments();

    soon(() ->
        assertThat(browser.text("[data-verdict=run]"))
            .contains("0 lost, 0 delivered twice, 0 out"));
    soon(() -> {
      JsonNode ledger = get("/api/ledger");
      long payments = count("payment", "select count(*) from payment");
      assertThat(payments).isPositive();
      assertThat(ledger.path("accepted").longValue()).isEqualTo(payments);
      assertThat(ledger.path("onTopic").longValue()).isEqualTo(payments);
      assertThat(ledger.path("inFeeds").longValue())
          .isEqualTo(count("notification", "select count(*) from notification"))
          .isEqualTo(payments);
      assertThat(browser.text("[data-count=inFeeds]").replaceAll("\\D", ""))
          .isEqualTo(Long.toString(payments));
    });
    assertThat(browser.text(".verdict.bad")).isEmpty();
  }

  @Test
  @Order(7)
  void tracesAPaymentIntoTheFeed() {
    browser.click("#payment-form button[type=submit]");

    soon(() -> assertThat(browser.text("#lookup .stages")).contains("accepted", "in the feed"));
    soon(() -> assertThat(browser.text("#lookup .deliveries")).contains("Delivered once"));
    soon(() ->
        assertThat(browser.text("#lookup .stages [data-stage=committed]")).contains("before"));
  }

  /** Of a receiver that fails for one user, who is subscribed to mail. */
  @Test
  @Order(7)
  void oneLaneWaitsForItsReceiverAndTheOthersGoOn() throws Exception {
    soon(() -> assertThat(browser.text("#receiver-rate")).isEqualTo("off"));
    browser.click("#receiver-switch");
    soon(() -> assertThat(browser.text("#receiver-switch")).isEqualTo("Turn off"));
    sendPayments(20);
    soon(() -> assertThat(received()).isPositive());

    String broken = get("/api/traffic").path("hotUser").stringValue();
    browser.type("#subscription-form [name=userId]", broken);
    browser.click("#subscription-form [type=submit]");
    soon(() -> assertThat(browser.text("#subscription-outcome")).contains("gets a mail"));
    conduct("fail", broken);
    String lane = "#receiver-lanes [data-lane='" + broken + "']";
    String mailLane = "#mail-lanes [data-lane='" + broken + "']";
    soon(() ->
        assertThat(browser.text(lane)).contains(broken + " waits: status 500", "next attempt"));
    soon(() ->
        assertThat(browser.text(mailLane)).contains(broken + " waits: ", "451", "next attempt"));
    soon(
        () -> assertThat(browser.text("#receiver [data-conduct=fail]")).contains("everybody else"));
    soon(() ->
        assertThat(browser.text("#endpoints [data-endpoint]"))
            .contains("this page's receiver", broken + ": status 500", "next attempt"));
    long before = received();
    soon(() -> assertThat(received()).isGreaterThan(before + 50));
    assertThat(browser.text("#receiver-lanes li").lines().filter(line -> line.contains("waits")))
        .hasSize(1);

    stopPayments();
    conduct("answer", "");
    // The next attempt may be minutes away, or due just now, and then there is no button.
    soon(() -> {
      for (String waiting : List.of(lane, mailLane)) {
        browser.run("document.querySelector(arguments[0])?.click()", waiting + " button");
        assertThat(browser.text(waiting)).isEmpty();
      }
    });
    soon(() -> {
      assertThat(count("notification", "select count(*) from delivery where state <> 1")).isZero();
      assertThat(received() + get("/api/receiver").path("mail").path("received").longValue())
          .isEqualTo(count("notification", "select count(*) from delivery"));
    });
    soon(() ->
        assertThat(browser.text("[data-verdict=receiver].good"))
            .contains(" 0 missing,", " 0 out of order, signatures right."));
    soon(() ->
        assertThat(browser.text("[data-verdict=mail].good"))
            .contains(" 0 missing,", " 0 out of order"));
    unsubscribe(broken);

    String paymentId =
        get(runningNotificationPort(), "/notifications?limit=1&userId=" + broken)
            .path("items")
            .path(0)
            .path("paymentId")
            .stringValue();
    browser.type("#lookup-form [name=query]", paymentId);
    browser.click("#lookup-form [type=submit]");
    soon(() ->
        assertThat(browser.text("#lookup [data-stage=webhook]"))
            .contains("delivered to a webhook", "status 200"));
  }

  @Test
  @Order(7)
  void showsMailsAsText() throws Exception {
    Session session = Session.getInstance(new Properties());
    MimeMessage mail = new MimeMessage(session);
    mail.setFrom("notifications@example.com");
    mail.setSubject("<b>Zahlung</b> 12,50 €", "UTF-8");
    mail.setText("<script>document.title = 'run'</script> שולם", "UTF-8");
    mail.setHeader("Content-Language", "de");
    mail.saveChanges();
    try (Transport transport = session.getTransport("smtp")) {
      transport.connect("127.0.0.1", launcher.smtpPort(), null, null);
      transport.sendMessage(mail, InternetAddress.parse("user1@example.com"));
    }

    soon(() ->
        assertThat(browser.text("#mails summary"))
            .contains("<b>Zahlung</b> 12,50 €", "to user1@example.com, de"));
    browser.click("#mails summary");
    soon(() ->
        assertThat(browser.text("#mails [open] pre"))
            .isEqualTo("<script>document.title = 'run'</script> שולם"));
    soon(() -> assertThat(browser.text("[data-verdict=mail]")).contains("1 mail from elsewhere"));
  }

  private static void unsubscribe(String userId) throws Exception {
    URI uri =
        URI.create(
            "http://127.0.0.1:" + runningNotificationPort() + "/subscriptions?userId=" + userId);
    HttpRequest request = HttpRequest.newBuilder(uri).DELETE().build();
    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.discarding()).statusCode())
        .isEqualTo(204);
  }

  /** Chooses what the receiver does. */
  private static void conduct(String conduct, String userId) {
    browser.type("#receiver-form [name=conduct]", conduct);
    browser.type("#receiver-form [name=userId]", userId);
    browser.click("#receiver-form [type=submit]");
    soon(() -> assertThat(get("/api/receiver").path("conduct").stringValue()).isEqualTo(conduct));
  }

  private static long received() {
    return get("/api/receiver").path("received").longValue();
  }

  @Test
  @Order(8)
  void reachesEveryControlByKeyboardAndShowsWhereItIs() {
    reachEveryControlByKeyboard(25);
  }

  @Test
  @Order(8)
  void explainsAWordWhereItStands() {
    browser.run("document.querySelector('#rates-title [data-term=lag]').focus()");
    browser.press(Keys.ENTER);

    soon(() -> assertThat(browser.text("#word:modal h2")).isEqualTo("lag"));
    assertThat(browser.text("#word-says").lines().filter(line -> !line.isBlank())).hasSize(2);
    assertThat(browser.text("#word-says")).contains("the end minus the committed offset");
    browser.press(Keys.ESCAPE);
    soon(() -> assertThat(browser.text("#word:modal")).isEmpty());
    assertThat(browser.run(PageScripts.FOCUSED_WORD).stringValue()).isEqualTo("rates-title lag");

    browser.click("#legend [data-term=rebalance]");
    soon(() -> assertThat(browser.text("#word:modal h2")).isEqualTo("rebalance"));
    browser.run(
        "document.getElementById('word').dispatchEvent(new MouseEvent('click', {clientX: 1,"
            + " clientY: 1}))");
    soon(() -> assertThat(browser.text("#word:modal")).isEmpty());
    assertThat(browser.run(PageScripts.FOCUSED_WORD).stringValue()).isEqualTo("legend rebalance");
  }

  /** On the details of a rebalance, behind which the rest of the page does nothing. */
  @Test
  @Order(8)
  void explainsAWordOnADialog() throws Exception {
    haveATimeout();
    browser.click("#rebalances .card a");
    browser.click("#card-dialog[open] [data-term=assignment]");

    soon(() -> assertThat(browser.text("#word:modal h2")).contains("epoch"));
    browser.press(Keys.ESCAPE);
    soon(() ->
        assertThat(browser.run(PageScripts.FOCUSED_WORD).stringValue())
            .isEqualTo("card-dialog assignment"));
    browser.press(Keys.ESCAPE);
    soon(() -> assertThat(browser.text("#card-dialog[open]")).isEmpty());
  }

  @Test
  @Order(8)
  void findsAWordInTheWholeList() {
    browser.click("header a[href='#words']");
    soon(() -> assertThat(browser.text("#words-count")).contains("words"));
    browser.type("#words-query", "Epoch NUMBER");

    assertThat(browser.text("#words dl > div:not([hidden]) dt"))
        .isEqualTo("assignment no. (epoch)");
    browser.press(Keys.ESCAPE);
    soon(() -> assertThat(browser.text("#words[open]")).isEmpty());

    browser.open(address("#word-offset"));
    soon(() ->
        assertThat(browser.run("return document.activeElement.textContent").stringValue())
            .isEqualTo("offset"));
    browser.press(Keys.ESCAPE);
    awaitLive();
  }

  @ParameterizedTest
  @Order(9)
  @ValueSource(ints = {360, 768, 1240, 1600, 2560})
  void fitsTheScreen(int width) {
    fitAScreenOf(width);
    soon(() -> assertThat(browser.run(PageScripts.WRAPPED)).isEmpty());
  }

  @Test
  @Order(10)
  void opensAPastRebalanceByItsAddress() throws Exception {
    String id = haveATimeout().path("id").stringValue();

    browser.open("http://localhost:" + launcher.consolePort() + "/?rebalance=" + id);

    soon(() -> assertThat(browser.text("#card-dialog[open] h2")).contains("timed out"));
  }

  @Test
  @Order(11)
  void neverLoadsOrRunsWhatIsNotItsOwn() throws Exception {
    HttpResponse<String> page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://localhost:" + launcher.consolePort() + "/"))
                    .build(),
                BodyHandlers.ofString());

    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(
            browser
                .run(
                    "return performance.getEntriesByType('resource').map(r => r.name)"
                        + ".filter(n => !n.startsWith(location.origin)).length")
                .intValue())
        .isZero();
  }

  /** A browser opens six connections to one origin: hidden tabs must not hold them. */
  @Test
  @Order(12)
  void givesItsConnectionBackWhileNobodySeesIt() {
    soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
    hide(true);
    soon(() -> assertThat(browser.text("#connection")).isEqualTo("paused"));
    hide(false);

    soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
  }

  private static void hide(boolean hidden) {
    browser.run(
        "Object.defineProperty(document, 'hidden', {value: arguments[0], configurable: true});"
            + " document.dispatchEvent(new Event('visibilitychange'))",
        hidden);
  }

  @Test
  @Order(13)
  void saysWhyAGroupCannotBeWatchedAndQuotesItsNameForShells() {
    browser.open("http://localhost:" + launcher.consolePort() + "/?group=x%20$(evil)");

    soon(() -> assertThat(browser.text("#connection")).isEqualTo("refused"));
    soon(() -> assertThat(browser.text("#sentence")).contains("no consumer group"));
    assertThat(
            browser
                .run("return document.querySelector('#replica-command pre').textContent")
                .stringValue())
        .contains("--group 'x $(evil)'");
  }

  private static void awaitLive() {
    soon(() -> assertThat(browser.text("#connection")).isEqualTo("live"));
  }

  @Test
  @Order(14)
  void watchesAGroupOfAnyName() throws Exception {
    String groupId = "a/b%2F;c\\d ü";
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets(
              groupId, Map.of(new TopicPartition(Topics.PAYMENT_DONE, 0), new OffsetAndMetadata(0)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }

    browser.open(address("?group=" + URLEncoder.encode(groupId, UTF_8)));

    awaitLive();
    soon(() -> assertThat(browser.text("#banner-title")).isEqualTo("No consumer reads the topic"));
    browser.run("document.getElementById('sparks').scrollIntoView()");
    soon(() ->
        assertThat(browser.text("#sparks")).containsPattern("lag [\\d\u202f]+ \\(oldest \\d"));
  }

  @Test
  @Order(15)
  void anEmptyNameOfAGroupIsNone() {
    browser.open(address("?group="));

    awaitLive();
    soon(() -> assertThat(browser.text("#banner-title")).contains("3 partitions"));
  }

  @Test
  @Order(16)
  void looksUpUsersWhoseIdsAreUuidsOrEndInABlank() {
    String uuid = UUID.randomUUID().toString();
    browser.type("#lookup-form [name=query]", uuid);
    browser.click("#lookup-form [type=submit]");

    soon(() ->
        assertThat(browser.text("#lookup"))
            .contains("The console knows no payment with this id", "As a user id", uuid + " →"));

    browser.type("#lookup-form [name=query]", "user1 ");
    browser.click("#lookup-form [type=submit]");

    soon(() -> assertThat(browser.text("#lookup .route")).startsWith("user1␣"));
    assertThat(browser.run("return document.querySelector('#lookup .route').dataset.route"))
        .isEqualTo(
            JSON.valueToTree(get("/api/partitions?userId=user1%20").path("partition").asString()));
  }

  @Test
  @Order(16)
  void followsAUserFromTheKeyToTheConsumer() {
    browser.type("#lookup-form [name=query]", "follow-me");
    browser.click("#lookup-form [type=submit]");
    // Before the answer the button is that of the user who was looked up last.
    soon(() -> assertThat(browser.text("#lookup .route")).startsWith("follow-me"));
    browser.click("#lookup [data-key=follow]");

    JsonNode user = get("/api/followed?userId=follow-me");
    String partition = user.path("partition").asString();
    soon(() ->
        assertThat(browser.text("#follow .chain"))
            .contains("follow-me", "remainder by 3", "P" + partition, "notification-service-"));
    assertThat(browser.text("#follow .chain li:nth-child(2) span").replaceAll("\\D", ""))
        .isEqualTo(user.path("hash").asString());
    browser.type("#payment-form [name=userId]", "follow-me");
    browser.click("#payment-form [type=submit]");
    soon(() ->
        assertThat(browser.text("#follow [data-followed=follow-me]"))
            .contains("1 payment since", "all read, in this order"));

    assertThat(browser.run("return location.search").stringValue()).contains("follow=follow-me");
    browser.open(address("?follow=follow-me"));
    soon(() -> assertThat(browser.text("#follow .chain")).contains("P" + partition));
    browser.click("#follow button");
    soon(() -> assertThat(browser.text("#follow:not([hidden])")).isEmpty());
    assertThat(browser.run("return location.search").stringValue()).isEmpty();
  }

  @Test
  @Order(17)
  void namesTheAddressesOfThisStackForShells() throws Exception {
    soon(() ->
        assertThat(
                browser
                    .run("return document.querySelector('#payment-command pre').textContent")
                    .stringValue())
            .contains("http://localhost:" + launcher.paymentPort(1) + "/payments"));
    assertThat(
            browser
                .run("return document.querySelector('#replica-command pre').textContent")
                .stringValue())
        .contains(
            "bin/kafka consumer-groups --bootstrap-server " + bootstrapServers(),
            Integer.toString(launcher.consolePort()))
        .doesNotContain("docker", "localhost:9092", "kafka-consumer-groups.sh");
  }

  @Test
  @Order(18)
  void canBeSeenInLightAndInDark() {
    awaitLive();
    for (String scheme : List.of("light", "dark")) {
      browser.colorScheme(scheme);
      // The colors of buttons take a moment to change.
      soon(() -> assertThat(browser.run(PageScripts.PALE)).as(scheme).isEmpty());
    }
    browser.colorScheme("");
  }

  /** With all that can be opened open, and then each kind of dialog. */
  @Test
  @Order(18)
  void hasNoBarrier() {
    browser.run("document.querySelectorAll('details').forEach(d => { d.open = true; })");
    assertAccessible(browser, 360, 2560, 1400);

    browser.click("#rates-title [data-term=lag]");
    soon(() -> assertThat(browser.text("#word:modal h2")).isEqualTo("lag"));
    assertAccessible(browser, 1400);
    browser.press(Keys.ESCAPE);
    browser.click("header a[href='#words']");
    soon(() -> assertThat(browser.text("#words-count")).contains("words"));
    assertAccessible(browser, 1400);
    browser.press(Keys.ESCAPE);
    browser.click("#rebalances .card a");
    soon(() -> assertThat(browser.text("#card-dialog[open] h2")).isNotEmpty());
    assertAccessible(browser, 1400);
    browser.press(Keys.ESCAPE);
    soon(() -> assertThat(browser.text("#card-dialog[open]")).isEmpty());
  }

  /** An idle page costs next to nothing: it draws only what changes. */
  @Test
  @Order(19)
  void drawsOnlyWhatChanges() {
    stopPayments();
    browser.width(1400);
    browser.run("document.getElementById('lanes-canvas').scrollIntoView({block: 'center'})");
    soon(() -> assertThat(browser.text("#flow-rate")).isEqualTo("0 in, 0 out per second"));
    browser.run(PageScripts.COUNT_DRAWINGS);
    soon(() ->
        assertThat(browser.run("return performance.now() - counted").doubleValue())
            .isGreaterThan(5_000));

    JsonNode perSecond =
        browser.run(
            "const s = (performance.now() - counted) / 1000; return {lanes:"
                + " (drawings['lanes-canvas'] ?? 0) / s, flow: (drawings['flow-canvas'] ?? 0) /"
                + " s, ruler: (drawings['ruler-canvas'] ?? 0) / s}");
    assertThat(perSecond.path("lanes").doubleValue()).isBetween(0.5, 4.0);
    assertThat(perSecond.path("flow").doubleValue()).isLessThan(2.0);
    assertThat(perSecond.path("ruler").doubleValue()).isLessThan(0.5);
  }

  /** No kill makes this surely: the member must have reported records and not committed them. */
  @Test
  @Order(19)
  void saysWhichRecordsWereReadTwice() {
    browser.run(PageScripts.READ_TWICE);

    soon(() ->
        assertThat(browser.text("#ruler-text"))
            .contains("read twice, delivered once: by one, and by other"));
    browser.open(address(""));
    // An earlier kill may have had real ones.
    soon(() ->
        assertThat(browser.text("#ruler-text"))
            .doesNotContain("by one, and by other")
            .contains("committed"));
  }

  /** The browser has six connections to a console, for all windows. */
  @Test
  @Order(20)
  void sevenWindowsLeaveRoomForWhatTheyAsk() {
    String first = browser.window();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      browser.openWindow();
      others.add(browser.window());
      browser.open(address(""));
      awaitLive();
    }

    browser.switchTo(first);
    browser.run("fetch('/api/groups').then(answer => { window.answered = answer.status; })");
    soon(() -> assertThat(browser.run("return window.answered ?? 0").intValue()).isEqualTo(200));
    awaitLive();
    for (String other : others) {
      browser.switchTo(other);
      assertThat(browser.run("return document.visibilityState").stringValue()).isEqualTo("visible");
      browser.closeWindow();
    }
    browser.switchTo(first);
  }

  /** Silence of the console is not silence of the members. */
  @Test
  @Order(21)
  void drawsNothingAsSilentWhileTheConsoleSaysNothing() throws Exception {
    browser.open(address(""));
    awaitLive();
    soon(() -> assertThat(browser.text("#lanes-text")).contains("Partition 2: read by"));
    launcher.freeze(true);
    try {
      await()
          .atMost(SOON)
          .untilAsserted(() -> {
            assertThat(browser.text("#connection")).isIn("no news", "reconnecting");
            assertThat(browser.text("#no-news")).matches("(no news )?for \\d+ s");
            assertThat(browser.text("#not-known")).startsWith("Not known since");
            assertThat(browser.text("#lanes-text")).contains("Not known since");
            assertThat(browser.text("[data-until=brokers-title]")).startsWith("not known since");
            assertThat(browser.text(".panel:not(.stale) h2")).isEmpty();
          });
      assertThat(browser.text("#lanes-text")).doesNotContain("has not answered");
      assertThat(browser.text(".member, #sentence")).doesNotContain("silent", "has not answered");
      // What is grey can still be read.
      assertAccessible(browser, 1400);
    } finally {
      launcher.freeze(false);
    }

    awaitLive();
    soon(() -> assertThat(browser.text("#not-known")).isEmpty());
    soon(() -> assertThat(browser.text(".panel.stale h2")).isEmpty());
  }

  /** What a console does not know yet, or no longer, is neither silence nor news. */
  @Test
  @Order(22)
  void drawsNothingAsSilentWhileTheConsoleIsRestarted() throws Exception {
    try (ServiceProcess console = secondConsole()) {
      console.start();
      console.awaitReady();
      browser.open("http://localhost:" + console.port());
      awaitLive();
      soon(() -> assertThat(browser.text("#lanes-text")).contains("Partition 2: read by"));
      browser.run(PageScripts.RECORD_UNTRUTHS);
      soon(() -> assertThat(browser.run("return window.looks ?? 0").intValue()).isGreaterThan(10));

      console.kill();
      soon(() -> {
        assertThat(browser.text("#connection")).isEqualTo("reconnecting");
        assertThat(browser.text("#no-news")).matches("no news for \\d+ s");
        assertThat(browser.text("#not-known")).startsWith("Not known since");
        assertThat(browser.text("#lanes-text")).contains("Not known since");
      });
      console.start();
      console.awaitReady();
      awaitLive();
      soon(() -> assertThat(browser.text("#not-known")).isEmpty());
      // A member is called silent after 2.5 s: the page is watched for longer once news comes.
      int looks = browser.run("return looks").intValue();
      soon(() -> assertThat(browser.run("return looks").intValue()).isGreaterThan(looks + 50));

      assertThat(browser.run("return [...untruths]")).isEmpty();
      assertThat(browser.text("#lanes-text"))
          .contains("Partition 2: read by")
          .doesNotContain("Not known");
    } finally {
      browser.open(address(""));
    }
  }

  /** Of the same stack: the launcher's own cannot be restarted without the launcher. */
  private static ServiceProcess secondConsole() throws IOException {
    int port = Ports.free();
    return new ServiceProcess(
        new ServiceProcess.Spec(
            "second-console",
            port,
            JvmOptions.ofImages()
                .withSmallHeap()
                .with("-Dlocal-stack.log=" + directory.resolve("second-console.log")),
            List.of(
                "-cp", System.getProperty("java.class.path"), ConsoleApplication.class.getName()),
            List.of(
                "--spring.profiles.active=local",
                "--server.port=" + port,
                "--spring.kafka.bootstrap-servers=" + bootstrapServers(),
                "--payment-done.console.services.payment-service=http://localhost:"
                    + launcher.paymentPort(1),
                "--payment-done.console.services.notification-service=http://localhost:"
                    + runningNotificationPort()),
            Map.of(),
            directory.resolve("second-console.out")));
  }

  @Test
  @Order(23)
  void showMePutsThingsBackWhenItIsStopped() {
    long before = get("/api/replicas").path("count").longValue();
    browser.width(360);
    browser.click("#show-me");
    soon(() -> assertThat(browser.text("#tour-step")).isEqualTo("1 of 6"));
    soon(() -> assertThat(browser.text("#tour-caption")).contains("payments a second"));
    soon(() -> assertThat(browser.run(PageScripts.COVERED)).isEmpty());
    browser.width(1400);
    browser.run("document.querySelector('#tour').scrollIntoView()");
    soon(() -> assertThat(browser.run(PageScripts.COVERED)).isEmpty());

    browser.click("#tour-next");
    soon(() -> assertThat(get("/api/replicas").path("count").longValue()).isEqualTo(4));
    browser.press(Keys.ESCAPE);

    soon(() -> assertThat(browser.text("#tour-event")).contains("Put back"));
    assertThat(get("/api/replicas").path("count").longValue()).isEqualTo(before);
    assertThat(get("/api/traffic").path("state").stringValue()).isNotEqualTo("sending");
    browser.press(Keys.ESCAPE);
    soon(() ->
        assertThat(
                browser
                    .run("return document.querySelector('#tour').checkVisibility()")
                    .booleanValue())
            .isFalse());
  }

  @Test
  @Order(24)
  void showMeSendsPaymentsUntilItsEnd() {
    browser.click("#show-me");
    soon(() -> assertThat(browser.text("#tour-step")).isEqualTo("4 of 6"));
    // The survivor reads on: payments still come.
    soon(() ->
        assertThat(browser.text("#tour-caption")).contains("The remaining consumer continues"));
    assertThat(browser.text("#traffic-state [data-run]")).startsWith("sending");

    soon(() ->
        assertThat(browser.text("#tour-caption")).contains("0 lost, 0 delivered twice, 0 out"));
    soon(() -> assertThat(browser.text("#tour-event")).contains("Put back"));
  }

  /** Answers rightly, wrongly and not at all, and leaves the page on the way. */
  @Test
  @Order(25)
  @Timeout(value = 12, unit = TimeUnit.MINUTES)
  void lessonShowsBesideEachPredictionWhatReallyHappened() {
    long before = get("/api/replicas").path("count").longValue();
    browser.open(address(""));
    awaitLive();
    browser.width(360);
    browser.click("#lesson-start");
    awaitQuestion("topic");
    assertFitsWidth();
    soon(() ->
        assertThat(browser.run("return document.activeElement.name").stringValue())
            .isEqualTo("answer"));
    assertAccessible(browser, 360);
    // By keyboard: the second answer.
    browser.press(Keys.ARROW_DOWN);
    browser.press(Keys.ENTER);
    List<Boolean> predicted = new ArrayList<>();
    predicted.add(awaitOutcome());
    assertThat(predicted).containsExactly(true);
    assertThat(outcome()).contains("the record is still there");
    assertFitsWidth();
    assertAccessible(browser, 360, 1400);
    browser.click("#tour-next");

    predicted.add(predict("key", "round"));
    assertThat(predicted).containsExactly(true, false);
    String partition = get("/api/partitions?userId=ana").path("partition").asString();
    assertThat(outcome()).matches("(P" + partition + " @ \\d+(, |\\. )){5}The hash .*");

    browser.open(address(""));
    soon(() ->
        assertThat(browser.text("#tour-caption"))
            .contains("can go on at question 3 of", "You predicted 1 of 2."));
    soon(() -> assertThat(get("/api/traffic").path("state").stringValue()).isNotEqualTo("sending"));
    browser.click("#lesson-resume");
    awaitQuestion("equal");
    browser.click("#tour-next");

    predicted.add(predict("more", "idle"));
    JsonNode members = get("/api/groups/notification-service").path("members");
    assertThat(members.size()).isEqualTo(4);
    assertThat(members.valueStream().filter(member -> member.path("partitions").isEmpty()))
        .hasSize(1)
        .allSatisfy(member ->
            assertThat(outcome()).contains("idle: " + member.path("clientId").stringValue()));
    browser.click("#tour-next");
    awaitQuestion("fewer");
    browser.click("#tour-next");

    predicted.add(predict("hot", "one"));
    assertThat(outcome()).matches("hot made .* payments, all on P\\d\\. So many waited .*");
    browser.click("#tour-next");

    predicted.add(predict("kill", "once"));
    assertThat(predicted).endsWith(false);
    assertThat(outcome())
        .matches(
            "After [\\d.]+ s notification-service-\\d took over .* 0 lost and 0 delivered"
                + " twice\\.");
    browser.click("#tour-next");

    // What follows needs a shell.
    soon(() -> {
      browser.run(
          "if (document.querySelector('#lesson form'))"
              + " document.querySelector('#tour-next').click()");
      assertThat(browser.text("#tour-caption"))
          .contains(
              "You predicted " + Collections.frequency(predicted, true) + " of 5.",
              " left out.",
              ", 0 lost");
    });
    soon(() -> assertThat(browser.text("#tour-event")).contains("Put back"));
    assertThat(get("/api/replicas").path("count").longValue()).isEqualTo(before);
    browser.press(Keys.ESCAPE);
  }

  /** Chooses an answer with the mouse; whether it is what happened then. */
  private static boolean predict(String step, String answer) {
    awaitQuestion(step);
    browser.click("#lesson input[value=" + answer + "]");
    browser.click("#lesson [type=submit]");
    return awaitOutcome();
  }

  private static void awaitQuestion(String step) {
    soon(() -> assertThat(browser.text("#lesson form[data-key=ask-" + step + "]")).isNotEmpty());
  }

  private static boolean awaitOutcome() {
    soon(() -> assertThat(outcome()).isNotEmpty());
    return browser
        .run("return document.querySelector('[data-predicted]').dataset.predicted === 'true'")
        .booleanValue();
  }

  private static String outcome() {
    return browser.text("#lesson-outcome .lesson-half:last-child p");
  }

  private static long count(String database, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(launcher.jdbcUrl(database), "postgres", "postgres");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}

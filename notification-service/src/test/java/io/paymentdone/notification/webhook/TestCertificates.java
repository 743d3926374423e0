package io.paymentdone.notification.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority and what it issues, made by the JDK's {@code keytool}. */
final class TestCertificates {

  static final String PASSWORD = "changeit";

  private static final String AUTHORITY = "authority";

  private final Path directory;
  private final Path keys;

  /** A new authority. */
  TestCertificates(Path directory) throws Exception {
    this.directory = directory;
    this.keys = directory.resolve("keys.p12");
    keyPair(AUTHORITY, "-ext", "bc:c");
  }

  /**
   * A server's TLS with a new certificate.
   *
   * @param options of {@code keytool -genkeypair}, such as its validity
   */
  SSLContext issue(String alias, String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-signer", AUTHORITY));
    keyPair(alias, all.toArray(String[]::new));
    return server(alias);
  }

  /** A server's TLS with a certificate that no authority has issued. */
  SSLContext selfSigned(String alias, String... options) throws Exception {
    keyPair(alias, options);
    return server(alias);
  }

  /** A trust store with the authority. */
  Path trustStore() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(AUTHORITY, load().getCertificate(AUTHORITY));
    Path file = directory.resolve("trusted.p12");
    try (var out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  private SSLContext server(String alias) throws Exception {
    char[] password = PASSWORD.toCharArray();
    KeyStore all = load();
    KeyStore one = KeyStore.getInstance("PKCS12");
    one.load(null, null);
    one.setKeyEntry(alias, all.getKey(alias, password), password, all.getCertificateChain(alias));
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(one, password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    return context;
  }

  private KeyStore load() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private void keyPair(String alias, String... options) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                "CN=" + alias,
                "-keyalg",
                "EC",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(List.of(options));
    Path output = directory.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(Files.readString(output));
    }
  }
}

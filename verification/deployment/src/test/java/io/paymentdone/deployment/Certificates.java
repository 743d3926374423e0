package io.paymentdone.deployment;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paymentdone.servers.PrivateDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** An authority and the certificates that it signs, made by the JDK's keytool, as PEM files. */
final class Certificates {

  private static final String PASSWORD = "of-a-store-that-no-service-reads";
  private static final String AUTHORITY = "authority";
  private static final int LINE = 64;

  private final Path directory;
  private final Path store;

  private Certificates(Path directory) {
    this.directory = directory;
    this.store = directory.resolve("store.p12");
  }

  /** An authority of its own, in a directory that is made. */
  static Certificates create(Path directory) throws Exception {
    Certificates certificates = new Certificates(PrivateDirectory.open(directory));
    certificates.keytool(AUTHORITY, "-ext", "bc:c=ca:true", "-ext", "ku:c=keyCertSign");
    certificates.write("ca.crt", certificates.pem("CERTIFICATE", AUTHORITY));
    return certificates;
  }

  /** What clients trust. */
  Path authority() {
    return directory.resolve("ca.crt");
  }

  /** The certificate of a name that was issued. */
  Path certificate(String name) {
    return directory.resolve(name + ".crt");
  }

  /** The key of a name that was issued, not encrypted, mode 0600. */
  Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /** Key and certificate of a name that was issued, in one file. */
  Path keyAndCertificate(String name) {
    return directory.resolve(name + ".pem");
  }

  /** Issues a certificate for {@code CN=name} that a server on this machine can show. */
  Certificates issue(String name) throws Exception {
    return issue(name, "dns:localhost,ip:127.0.0.1");
  }

  /** Issues a certificate for {@code CN=name} that a server of another name can show. */
  Certificates issueForAnotherHost(String name) throws Exception {
    return issue(name, "dns:elsewhere.example");
  }

  private Certificates issue(String name, String hosts) throws Exception {
    keytool(name, "-signer", AUTHORITY, "-ext", "san=" + hosts);
    String certificate = pem("CERTIFICATE", name);
    String key = pem("PRIVATE KEY", name);
    write(name + ".crt", certificate);
    write(name + ".key", key);
    write(name + ".pem", key + certificate);
    return this;
  }

  private void keytool(String name, String... more) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                "STORE_PASSWORD"));
    command.addAll(List.of(more));
    Path log = directory.resolve("keytool.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("STORE_PASSWORD", PASSWORD);
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("keytool failed: " + Files.readString(log));
    }
  }

  private String pem(String type, String name) throws IOException, GeneralSecurityException {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Certificate certificate = keys.getCertificate(name);
    Key key = keys.getKey(name, PASSWORD.toCharArray());
    byte[] content = type.equals("CERTIFICATE") ? certificate.getEncoded() : key.getEncoded();
    return String.format(
        Locale.ROOT,
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n",
        type,
        Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(content));
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(PrivateDirectory.createFile(directory.resolve(file)), text, US_ASCII);
  }
}

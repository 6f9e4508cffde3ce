/*
 * Drives a DESFire EV1 through libfreefare, an independent reader: AES and legacy
 * authentication, CMAC-checked commands, enciphered UID, both kinds of ChangeKey, files in
 * all three communication modes. Prints one line for each step and stops at the first failure.
 * Usage: libfreefare-session PICC_AES_KEY_HEX
 */
#include <freefare.h>
#include <nfc/nfc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static MifareTag tag;

static void step(const char *name, int ok) {
  if (!ok) {
    printf("FAILED %s: card error %02X, reader error %02X\n", name, mifare_desfire_last_picc_error(tag),
           mifare_desfire_last_pcd_error(tag));
    exit(1);
  }
  printf("ok %s\n", name);
}

/*
 * Not a multiple of 8, nor one less: there libfreefare's check of a legacy MAC takes one
 * block too many (it counts a CRC that a MAC does not have).
 */
#define SIZE 203

static void round_trip(const char *name, uint8_t file, int mode, int length) {
  uint8_t sent[SIZE], got[300];
  for (int i = 0; i < length; i++) sent[i] = (uint8_t)(i * 7 + mode);
  step(name, mifare_desfire_create_std_data_file(tag, file, mode, 0x0000, SIZE) == 0);
  step("write", mifare_desfire_write_data(tag, file, 3, length, sent) == length);
  memset(got, 0, sizeof got);
  step("read", mifare_desfire_read_data(tag, file, 3, length, got) == length && !memcmp(sent, got, length));
  step("read all", mifare_desfire_read_data(tag, file, 0, 0, got) == SIZE && !memcmp(sent, got + 3, length));
}

static void files(void) {
  for (int length = 1; length <= 197; length += 49) {
    round_trip("create plain file", 1, MDCM_PLAIN, length);
    round_trip("create MACed file", 2, MDCM_MACED, length);
    round_trip("create enciphered file", 3, MDCM_ENCIPHERED, length);
    for (uint8_t file = 1; file <= 3; file++) step("delete file", mifare_desfire_delete_file(tag, file) == 0);
  }
}

int main(int argc, char **argv) {
  uint8_t zero[16] = {0}, picc[16], one[16], two[16];
  if (argc != 2 || strlen(argv[1]) != 32) return 2;
  for (int i = 0; i < 16; i++) {
    unsigned value;
    sscanf(argv[1] + 2 * i, "%2x", &value);
    picc[i] = (uint8_t)value;
    one[i] = (uint8_t)(0x10 + i * 3);
    two[i] = (uint8_t)(0xA0 ^ (i * 5));
  }
  nfc_context *context;
  nfc_init(&context);
  nfc_device *device = nfc_open(context, NULL);
  if (!device) return printf("no reader\n"), 1;
  MifareTag *tags = freefare_get_tags(device);
  if (!tags || !tags[0]) return printf("no card\n"), 1;
  tag = tags[0];
  step("connect", mifare_desfire_connect(tag) == 0);

  MifareDESFireKey aes_picc = mifare_desfire_aes_key_new_with_version(picc, 0);
  MifareDESFireKey aes_zero = mifare_desfire_aes_key_new_with_version(zero, 0);
  MifareDESFireKey aes_one = mifare_desfire_aes_key_new_with_version(one, 5);
  MifareDESFireKey aes_two = mifare_desfire_aes_key_new_with_version(two, 9);
  MifareDESFireKey des_zero = mifare_desfire_des_key_new(zero);
  MifareDESFireKey des_one = mifare_desfire_des_key_new(one);
  MifareDESFireKey tdes_two = mifare_desfire_3des_key_new(two);
  MifareDESFireAID aid = mifare_desfire_aid_new(0x112233), legacy = mifare_desfire_aid_new(0x445566);
  struct mifare_desfire_version_info version;
  uint8_t byte, count;
  uint32_t size;
  char *uid;

  step("authenticate AES", mifare_desfire_authenticate_aes(tag, 0, aes_picc) == 0);
  step("get version", mifare_desfire_get_version(tag, &version) == 0 && version.software.version_major == 1);
  step("get key version", mifare_desfire_get_key_version(tag, 0, &byte) == 0 && byte == 0);
  step("get key settings", mifare_desfire_get_key_settings(tag, &byte, &count) == 0 && byte == 0x0f);
  step("free memory", mifare_desfire_free_mem(tag, &size) == 0);
  step("get card UID", mifare_desfire_get_card_uid(tag, &uid) == 0);
  printf("uid %s\n", uid);
  step("format", mifare_desfire_format_picc(tag) == 0);
  step("create AES application", mifare_desfire_create_application_aes(tag, aid, 0x0f, 3) == 0);
  step("select", mifare_desfire_select_application(tag, aid) == 0);
  step("authenticate key 0", mifare_desfire_authenticate_aes(tag, 0, aes_zero) == 0);
  step("change another key", mifare_desfire_change_key(tag, 1, aes_one, aes_zero) == 0);
  step("version of the other key", mifare_desfire_get_key_version(tag, 1, &byte) == 0 && byte == 5);
  step("change own key", mifare_desfire_change_key(tag, 0, aes_two, NULL) == 0);
  step("authenticate with the changed key", mifare_desfire_authenticate_aes(tag, 0, aes_two) == 0);
  files();
  step("create file for key 1", mifare_desfire_create_std_data_file(tag, 4, MDCM_ENCIPHERED, 0x1111, 32) == 0);
  step("refuse key 0", mifare_desfire_write_data(tag, 4, 0, 4, zero) < 0);
  step("authenticate key 1", mifare_desfire_authenticate_aes(tag, 1, aes_one) == 0);
  step("write as key 1", mifare_desfire_write_data(tag, 4, 0, 4, zero) == 4);
  step("change file settings", mifare_desfire_change_file_settings(tag, 4, MDCM_MACED, 0x1110) == 0);
  step("write in the new mode", mifare_desfire_write_data(tag, 4, 0, 4, one) == 4);

  step("select PICC", mifare_desfire_select_application(tag, NULL) == 0);
  step("authenticate PICC", mifare_desfire_authenticate_aes(tag, 0, aes_picc) == 0);
  step("change key settings", mifare_desfire_change_key_settings(tag, 0x0b) == 0);
  step("read key settings", mifare_desfire_get_key_settings(tag, &byte, &count) == 0 && byte == 0x0b);
  step("change PICC key to DES", mifare_desfire_change_key(tag, 0, des_zero, NULL) == 0);
  step("authenticate DES", mifare_desfire_authenticate(tag, 0, des_zero) == 0);
  step("legacy get card UID", mifare_desfire_get_card_uid(tag, &uid) == 0);
  step("legacy change key settings", mifare_desfire_change_key_settings(tag, 0x0f) == 0);
  step("create DES application", mifare_desfire_create_application(tag, legacy, 0x0f, 2) == 0);
  step("select it", mifare_desfire_select_application(tag, legacy) == 0);
  step("authenticate DES key 0", mifare_desfire_authenticate(tag, 0, des_zero) == 0);
  step("change another DES key", mifare_desfire_change_key(tag, 1, tdes_two, des_zero) == 0);
  step("change own DES key", mifare_desfire_change_key(tag, 0, des_one, NULL) == 0);
  step("authenticate changed DES", mifare_desfire_authenticate(tag, 0, des_one) == 0);
  files();
  step("authenticate triple DES", mifare_desfire_authenticate(tag, 1, tdes_two) == 0);
  step("authenticate triple DES, ISO", mifare_desfire_authenticate_iso(tag, 1, tdes_two) == 0);
  step("CMAC by triple DES", mifare_desfire_get_key_version(tag, 0, &byte) == 0);
  step("authenticate DES, ISO", mifare_desfire_authenticate_iso(tag, 0, des_one) == 0);
  files();
  step("select PICC again", mifare_desfire_select_application(tag, NULL) == 0);
  step("authenticate PICC by DES", mifare_desfire_authenticate(tag, 0, des_zero) == 0);
  step("change PICC key back to AES", mifare_desfire_change_key(tag, 0, aes_picc, NULL) == 0);
  step("authenticate PICC by AES", mifare_desfire_authenticate_aes(tag, 0, aes_picc) == 0);
  step("delete application", mifare_desfire_delete_application(tag, aid) == 0);
  step("switch random UID on", mifare_desfire_set_configuration(tag, false, true) == 0);
  step("get card UID once more", mifare_desfire_get_card_uid(tag, &uid) == 0);
  printf("done\n");
  mifare_desfire_disconnect(tag);
  freefare_free_tags(tags);
  nfc_close(device);
  nfc_exit(context);
  return 0;
}
